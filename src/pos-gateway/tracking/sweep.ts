import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, NETWORK_TIME, type BusinessClock, type NetworkTime } from '../../platform/clock/index.js';
import type { Feed } from './feed.js';
import { TicketLookUps } from './ticket-look-ups.js';
import { TRACKING_PACE, type TrackingPace } from './tracking-pace.js';

/** Orders of one account that are looked up in one sweep, the ones longest not looked at first. */
const SWEPT_AT_ONCE_MAX = 50;

interface LookedAt {
  readonly againMs: number;
  readonly pauseMs: number;
}

interface Overdue {
  readonly feed: Feed;
  readonly orderId: string;
  readonly againMs: number;
}

/**
 * Looks, every now and then, at the orders that should have moved and have not: what surfaces late in a feed falls behind
 * any overlap, and a look-up finds it all the same.
 */
@Injectable()
export class Sweep {
  private readonly lookedAt = new Map<string, LookedAt>();

  constructor(
    private readonly lookUps: TicketLookUps,
    @Inject(CLOCK) private readonly clock: BusinessClock,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    @Inject(TRACKING_PACE) private readonly pace: TrackingPace,
  ) {}

  /** Sweeps until it is told to stop. */
  async run(feeds: () => Iterable<Feed>, signal: AbortSignal): Promise<void> {
    this.lookedAt.clear();
    for (;;) {
      await this.network.sleep(this.pace.sweepEveryMs, signal);
      if (signal.aborted) return;
      this.sweep([...feeds()]);
    }
  }

  private sweep(feeds: readonly Feed[]): void {
    this.forgetSettled(feeds);
    for (const account of new Set(feeds.map(feed => feed.account))) {
      const overdue = feeds.filter(feed => feed.account === account).flatMap(feed => this.overdueIn(feed));
      overdue.sort((a, b) => a.againMs - b.againMs);
      for (const { feed, orderId } of overdue.slice(0, SWEPT_AT_ONCE_MAX)) {
        if (this.lookUps.ask(feed, orderId, 'sweep')) this.noteLook(orderId);
      }
    }
  }

  private overdueIn(feed: Feed): readonly Overdue[] {
    const now = this.clock.now();
    const nowMs = this.network.monotonicMs();
    return [...feed.orders.values()]
      .filter(({ overdueFrom }) => overdueFrom !== undefined && overdueFrom <= now)
      .map(({ orderId }) => ({ feed, orderId, againMs: this.lookedAt.get(orderId)?.againMs ?? 0 }))
      .filter(({ againMs }) => againMs <= nowMs);
  }

  private noteLook(orderId: string): void {
    const { lookAgainMs, lookAgainLongestMs } = this.pace;
    const before = this.lookedAt.get(orderId)?.pauseMs;
    const pauseMs = Math.min(lookAgainLongestMs, before === undefined ? lookAgainMs : before * 2);
    this.lookedAt.set(orderId, { againMs: this.network.monotonicMs() + pauseMs, pauseMs });
  }

  private forgetSettled(feeds: readonly Feed[]): void {
    for (const orderId of this.lookedAt.keys()) {
      if (!feeds.some(feed => feed.orders.has(orderId))) this.lookedAt.delete(orderId);
    }
  }
}
