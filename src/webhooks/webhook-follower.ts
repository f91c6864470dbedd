import { Inject, Injectable } from '@nestjs/common';
import {
  EVENT_STORE,
  Turns,
  type EventStore,
  type Follower,
  type RecordedEvent,
} from '../event-sourcing/index.js';
import { SERVICE_DAY_PREFIX } from '../orders/index.js';
import { NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { DaysTold } from './days-told.js';
import { Outbox, WebhookCheckpoint } from './outbox/index.js';
import { WebhookSenders } from './webhook-senders.js';

/** How often, at most, the checkpoint is moved for the sake of events that tell nothing. */
const PASSING_MS = 1_000;

/** Follows the log and puts what is to be told into the outbox, in the transaction that moves its checkpoint. */
@Injectable()
export class WebhookFollower implements Follower {
  readonly name = 'webhooks';
  readonly prefixes = [SERVICE_DAY_PREFIX];
  private readonly turns = new Turns();
  private days: DaysTold;
  private through = 0n;
  private cancelMove: (() => void) | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    private readonly checkpoint: WebhookCheckpoint,
    private readonly outbox: Outbox,
    private readonly senders: WebhookSenders,
  ) {
    this.days = new DaysTold(store);
  }

  begin(): Promise<bigint> {
    return this.turns.take(async () => {
      this.days = new DaysTold(this.store);
      this.through = await this.checkpoint.begin();
      return this.through;
    });
  }

  handle(events: readonly RecordedEvent[]): Promise<void> {
    return this.turns.take(async () => {
      const webhooks = await this.days.webhooksIn(events);
      const last = events.at(-1);
      if (webhooks.length === 0 || last === undefined) return;
      const wanted = await this.checkpoint.moving(last.position, client => this.outbox.add(client, webhooks));
      wanted.forEach(targetId => this.senders.wake(targetId));
    });
  }

  passed(through: bigint): void {
    this.through = through;
    if (through === this.checkpoint.position || this.cancelMove !== undefined) return;
    this.cancelMove = this.network.after(PASSING_MS, () => {
      this.cancelMove = undefined;
      void this.turns.take(() => this.moveOn()).catch(() => undefined);
    });
  }

  ended(): void {
    this.cancelMove?.();
    this.cancelMove = undefined;
  }

  private async moveOn(): Promise<void> {
    if (this.through > this.checkpoint.position) {
      await this.checkpoint.moving(this.through, () => Promise.resolve());
    }
  }
}
