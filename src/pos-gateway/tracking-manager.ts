import { Injectable, Logger } from '@nestjs/common';
import {
  DispatchOrder,
  openClaimOf,
  OpenDayFollower,
  ProcessSurroundings,
  ticketToVoid,
  type ConfirmedOrder,
  type OpenedDay,
  type Order,
} from '../orders/index.js';
import { Metrics } from '../platform/telemetry/index.js';
import { FeedCursors } from './cursors/index.js';
import { PosAccounts } from './pos-accounts.js';
import type { PosAdapter, TicketChange } from './pos-port.js';

/** Updates of different tickets that are recorded at once. */
const UPDATES_AT_ONCE = 16;
/** Pages of one store read in a row before the others have their turn. */
const PAGES_AT_ONCE = 5;
/** Shortest pause between two readings of one store's feed; a POS that wants longer gets longer. */
const POLL_MS = 500;
/** Longest pause after a feed that failed; it doubles up to this. */
const POLL_LONGEST_MS = 15_000;

type Place = OpenedDay['plan']['posAccount'];

interface Feed extends Place {
  /** Orders of this store whose ticket may still change. */
  readonly open: Set<string>;
  reading: boolean;
  failures: number;
}

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
  private stopping = new AbortController();

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
    private readonly accounts: PosAccounts,
    private readonly cursors: FeedCursors,
    private readonly metrics: Metrics,
  ) {
    super(around);
  }

  override begin(): Promise<bigint> {
    this.stopping.abort();
    this.stopping = new AbortController();
    this.feeds = new Map();
    this.followed = new Map();
    return super.begin();
  }

  drain(): void {
    this.stopping.abort();
  }

  protected override derive(_stream: string, day: OpenedDay, order: Order): void {
    this.track(day, order);
  }

  private track(day: OpenedDay, order: Order): void {
    const { orderId } = order;
    const place = day.closed ? undefined : placeOfTicket(day, order);
    const feed = place && this.feedOf(place);
    const before = this.followed.get(orderId);
    if (before !== feed) before?.open.delete(orderId);
    if (feed === undefined) {
      this.followed.delete(orderId);
      return;
    }
    this.followed.set(orderId, feed);
    feed.open.add(orderId);
    if (!feed.reading) void this.read(feed, this.stopping.signal);
  }

  private feedOf({ account, location }: Place): Feed {
    const name = `${account}/${location}`;
    const feed = this.feeds.get(name) ?? { account, location, open: new Set(), reading: false, failures: 0 };
    this.feeds.set(name, feed);
    return feed;
  }

  /** Reads one store's feed again and again while it has open tickets. */
  private async read(feed: Feed, signal: AbortSignal): Promise<void> {
    const adapter = this.accounts.find(feed.account);
    if (adapter === undefined) return;
    feed.reading = true;
    while (feed.open.size > 0 && !signal.aborted) {
      const pauseMs = Math.max(POLL_MS, adapter.capabilities.feed.minIntervalMs);
      try {
        await this.around.activity.during(() => this.readPages(feed, adapter, signal));
        feed.failures = 0;
      } catch (cause) {
        feed.failures += 1;
        this.logger.warn({ err: cause, location: feed.location }, 'a feed failed');
      }
      await this.around.network.sleep(Math.min(POLL_LONGEST_MS, pauseMs * 2 ** feed.failures), signal);
    }
    feed.reading = false;
  }

  private async readPages(feed: Feed, adapter: PosAdapter, signal: AbortSignal): Promise<void> {
    const { account, location } = feed;
    for (let pages = 0; pages < PAGES_AT_ONCE && !signal.aborted; pages += 1) {
      const cursor = await this.cursors.read(account, location);
      const page = await adapter.changes(location, cursor);
      if (page.unreadable > 0) this.metrics.feedStrangers.inc(page.unreadable);
      await this.record(account, page.changes);
      // The cursor moves only behind its effects: a crash in between reads the page again, and changes nothing twice.
      if (page.next !== cursor) await this.cursors.move(account, location, cursor, page.next);
      if (!page.more) return;
    }
  }

  /** Records changes: those of one ticket in their order, different tickets together. */
  private async record(account: string, changes: readonly TicketChange[]): Promise<void> {
    const byTicket = new Map<string, TicketChange[]>();
    for (const change of changes) {
      byTicket.set(change.ticketId, [...(byTicket.get(change.ticketId) ?? []), change]);
    }
    const left = [...byTicket.values()];
    const recordSome = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        for (const change of next) await this.recordChange(account, change);
      }
    };
    await Promise.all(Array.from({ length: UPDATES_AT_ONCE }, recordSome));
  }

  private async recordChange(account: string, change: TicketChange): Promise<void> {
    const { orderId, ticketId, status, version, at } = change;
    const key = `${account} ${ticketId}@${version}`;
    const answer = await this.dispatch.send(
      { type: 'RecordPosUpdate', orderId, account, ticketId, status, version, posAt: at },
      key,
    );
    if (answer === undefined || answer.kind === 'rejected') this.metrics.feedStrangers.inc();
  }
}

/** Where the ticket of an order is that can still change, or may be there; undefined where there is none. */
const placeOfTicket = (day: OpenedDay, order: Order): Place | undefined => {
  if (!('delivery' in order)) return undefined;
  const { delivery } = order;
  const open = openClaimOf(delivery);
  if (open === undefined && delivery.state !== 'delivered') return undefined;
  if (!canStillChange(order)) return undefined;
  // The store may have gone to another account since; its ticket has not.
  const claim = delivery.state === 'delivered' ? delivery.claim : open;
  return claim ?? day.plan.posAccount;
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
