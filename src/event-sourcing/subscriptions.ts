import { Subscription, type Follower, type Progress, type SubscriptionSurroundings } from './subscription.js';

/** Every follower of this node, so that it can say how each is doing and stop them together. */
export class Subscriptions {
  private readonly all = new Map<string, Subscription>();

  constructor(private readonly around: SubscriptionSurroundings) {}

  /** Starts following. A name is one follower. */
  follow(follower: Follower): Subscription {
    if (this.all.has(follower.name)) throw new Error(`${follower.name} follows the log already`);
    const subscription = new Subscription(follower, this.around);
    this.all.set(follower.name, subscription);
    subscription.start();
    return subscription;
  }

  async unfollow(name: string): Promise<void> {
    await this.all.get(name)?.stop();
    this.all.delete(name);
  }

  find(name: string): Subscription | undefined {
    return this.all.get(name);
  }

  progress(): readonly Progress[] {
    return [...this.all.values()].map(subscription => subscription.progress());
  }

  async stop(): Promise<void> {
    await Promise.all([...this.all.keys()].map(name => this.unfollow(name)));
  }
}
