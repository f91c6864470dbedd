import { Injectable, Logger } from '@nestjs/common';
import PQueue from 'p-queue';
import {
  dueAt,
  openClaimOf,
  OpenDayFollower,
  ProcessSurroundings,
  ticketToVoid,
  type ConfirmedOrder,
  type OpenedDay,
  type Order,
} from '../../orders/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import type { FeedPlace } from '../cursors/index.js';
import { PageRefused, type PosAdapter } from '../pos-port.js';
import { Feed, type Followed } from './feed.js';
import { CursorTaken } from './feed-reader.js';
import { overdueFrom } from './overdue.js';
import { TicketTracking } from './ticket-tracking.js';

/** Longest pause after a feed that failed; it doubles up to this. */
const POLL_LONGEST_MS = 15_000;
/** Stores of this node that catch up at once: what is old waits for what is new, and all of it for deliveries. */
const CATCHING_UP_AT_ONCE = 2;

/**
 * Follows the tickets of delivered orders, and of those called off since, through the feed of the place they were sent
 * to, as long as one of them can still change.
 */
@Injectable()
export class TrackingManager extends OpenDayFollower {
  readonly name = 'tracking';
  private readonly logger = new Logger('Tracking');
  private feeds = new Map<string, Feed>();
  /** Which feed each followed order is read from. */
  private followed = new Map<string, Feed>();
  private catchingUp = new PQueue({ concurrency: CATCHING_UP_AT_ONCE });
  private stopping = new AbortController();

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly tracking: TicketTracking,
    private readonly metrics: Metrics,
  ) {
    super(around);
  }

  override begin(): Promise<bigint> {
    this.drain();
    this.stopping = new AbortController();
    this.feeds = new Map();
    this.followed = new Map();
    this.catchingUp = new PQueue({ concurrency: CATCHING_UP_AT_ONCE });
    void this.tracking.sweep.run(() => this.feeds.values(), this.stopping.signal);
    return super.begin();
  }

  drain(): void {
    this.stopping.abort();
    this.tracking.lookUps.clear();
  }

  /** Somebody says that the ticket of this order has changed: it is read. What is not followed here is left to the feed. */
  hint(orderId: string): 'taken' | 'stranger' | 'dropped' {
    const feed = this.stopping.signal.aborted ? undefined : this.followed.get(orderId);
    if (feed === undefined) return 'stranger';
    return this.tracking.lookUps.ask(feed, orderId, 'hint') ? 'taken' : 'dropped';
  }

  protected override derive(_stream: string, day: OpenedDay, order: Order): void {
    const { orderId } = order;
    const place = day.closed ? undefined : placeOfTicket(day, order);
    const feed = place && this.feedOf(place);
    const before = this.followed.get(orderId);
    if (before !== feed) before?.orders.delete(orderId);
    if (feed === undefined || !('delivery' in order)) {
      this.followed.delete(orderId);
      return;
    }
    this.followed.set(orderId, feed);
    feed.orders.set(orderId, followedOf(day, order));
    if (!feed.reading) void this.read(feed, this.stopping.signal);
  }

  private feedOf({ account, location }: FeedPlace): Feed {
    const name = `${account}/${location}`;
    const feed = this.feeds.get(name) ?? new Feed(account, location);
    this.feeds.set(name, feed);
    return feed;
  }

  /** Reads one store's feed again and again while it has open tickets. */
  private async read(feed: Feed, signal: AbortSignal): Promise<void> {
    const adapter = this.tracking.accounts.find(feed.account);
    if (adapter === undefined) return;
    feed.reading = true;
    while (feed.orders.size > 0 && !signal.aborted) {
      const pauseMs = await this.takeTurn(feed, adapter, signal);
      await this.around.network.sleep(pauseMs, signal);
    }
    feed.reading = false;
  }

  /** Reads on, and says how long to pause then. A feed that was read to its end before has its turn at once. */
  private async takeTurn(feed: Feed, adapter: PosAdapter, signal: AbortSignal): Promise<number> {
    const { reader, pace } = this.tracking;
    const pauseMs = Math.max(pace.pollMs, adapter.capabilities.feed.minIntervalMs);
    const turn = () => this.around.activity.during(() => reader.turn(feed, adapter, signal));
    try {
      await (feed.catchingUp ? this.catchingUp.add(turn) : turn());
      feed.failures = 0;
      return pauseMs;
    } catch (cause) {
      feed.failures += 1;
      const { account, location } = feed;
      this.metrics.feedTroubles.inc({ trouble: troubleOf(cause) });
      this.logger.warn({ err: cause, account, location }, 'a feed could not be read on');
      if (cause instanceof CursorTaken) return pace.standBackMs;
      return Math.min(POLL_LONGEST_MS, pauseMs * 2 ** feed.failures);
    }
  }
}

const troubleOf = (cause: unknown): string => {
  if (cause instanceof PageRefused) return 'page-refused';
  return cause instanceof CursorTaken ? 'cursor-taken' : 'failed';
};

/** Where the ticket of an order is that can still change, or may be there; undefined where there is none. */
const placeOfTicket = (day: OpenedDay, order: Order): FeedPlace | undefined => {
  if (!('delivery' in order)) return undefined;
  const { delivery } = order;
  const open = openClaimOf(delivery);
  if (open === undefined && delivery.state !== 'delivered') return undefined;
  if (!canStillChange(order)) return undefined;
  // The store may have gone to another account since; its ticket has not.
  const claim = delivery.state === 'delivered' ? delivery.claim : open;
  return claim ?? day.plan.posAccount;
};

const followedOf = (day: OpenedDay, order: ConfirmedOrder): Followed => {
  const { orderId, delivery, confirmedAt, slot } = order;
  const due = dueAt(day, slot);
  const since = confirmedAt > due ? confirmedAt : due;
  const ticketId = delivery.state === 'delivered' ? delivery.ticketId : undefined;
  return { orderId, ticketId, since, overdueFrom: overdueFrom(day, order, since) };
};

const canStillChange = (order: ConfirmedOrder): boolean => {
  switch (order.status) {
    case 'confirmed':
      return order.kitchen !== 'collected';
    case 'cancelled':
      return ticketToVoid(order) !== undefined;
    case 'voided':
      return false;
  }
};
