import { Inject, Injectable, Logger } from '@nestjs/common';
import { epochMsOf, NETWORK_TIME, type NetworkTime } from '../../platform/clock/index.js';
import { failpoint } from '../../platform/failpoints/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import { FeedCursors, type FeedCursor, type FeedMark } from '../cursors/index.js';
import { CursorRefused, type ChangesPage, type FeedStart, type PosAdapter } from '../pos-port.js';
import type { Feed } from './feed.js';
import { nameOfChange, TicketUpdates, type Recorded } from './ticket-updates.js';
import { TRACKING_PACE, type TrackingPace } from './tracking-pace.js';
import { isOld, latenessMs, markAfter, overlapStart, safeStart } from './watermark.js';

/** Pages of one store read in a row before the others have their turn. */
const PAGES_AT_ONCE = 5;
/** And where it catches up: what is old waits for what is new. */
const PAGES_AT_ONCE_BEHIND = 2;

/** Somebody else has moved the cursor: whoever it is reads this feed now. */
export class CursorTaken extends Error {
  override readonly name = 'CursorTaken';
}

/** One turn of reading: where it stands in the table, and where it goes on. */
interface Reading {
  readonly feed: Feed;
  readonly adapter: PosAdapter;
  readonly signal: AbortSignal;
  cursor: FeedCursor | undefined;
  mark: FeedMark | undefined;
  from: FeedStart;
}

/** Reads feeds page by page: each page's effects first, its cursor after them. */
@Injectable()
export class FeedReader {
  private readonly logger = new Logger('FeedReader');

  constructor(
    private readonly cursors: FeedCursors,
    private readonly updates: TicketUpdates,
    private readonly metrics: Metrics,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    @Inject(TRACKING_PACE) private readonly pace: TrackingPace,
  ) {}

  /** Reads what is new, and from time to time the overlap behind it. Throws CursorTaken where somebody else reads it. */
  async turn(feed: Feed, adapter: PosAdapter, signal: AbortSignal): Promise<void> {
    const reading = this.resume(feed, adapter, signal, await this.cursors.read(feed));
    try {
      await this.readOn(reading);
    } catch (cause) {
      if (!(cause instanceof CursorRefused)) throw cause;
      this.restart(reading, 'refused');
      await this.readOn(reading);
    }
    if (!feed.catchingUp) await this.readOverlap(reading);
  }

  private resume(
    feed: Feed,
    adapter: PosAdapter,
    signal: AbortSignal,
    cursor: FeedCursor | undefined,
  ): Reading {
    const mark = cursor?.mark;
    const reading: Reading = { feed, adapter, signal, cursor, mark, from: { kind: 'beginning' } };
    if (cursor === undefined) this.restart(reading, 'missing');
    else if (mark === undefined) this.restart(reading, 'unreadable');
    else if (isOld(mark, feed.earliest)) this.restart(reading, 'old');
    else reading.from = { kind: 'after', cursor: mark.cursor };
    return reading;
  }

  /** Begins anew from where nothing that matters can have been passed by; what is known already changes nothing. */
  private restart(reading: Reading, why: string): void {
    const { feed, adapter } = reading;
    reading.from = safeStart(feed.earliest, adapter.capabilities.feed);
    // Nothing is late against a watermark that is not read on from; how late things come stays known.
    reading.mark = reading.mark && { ...reading.mark, watermark: undefined };
    feed.catchingUp = true;
    feed.overlapFrom = undefined;
    this.metrics.feedRestarts.inc({ why });
    const told = { account: feed.account, location: feed.location, why, from: reading.from };
    // A store that was never read has none either.
    const level = why === 'missing' ? 'debug' : 'warn';
    this.logger[level](told, 'a feed is read anew');
  }

  private async readOn(reading: Reading): Promise<void> {
    const { feed } = reading;
    const most = feed.catchingUp ? PAGES_AT_ONCE_BEHIND : PAGES_AT_ONCE;
    for (let pages = 0; pages < most; pages += 1) {
      const page = await this.nextPage(reading, reading.from);
      if (page === undefined) return;
      const recorded = await this.record(feed, page);
      const hasEffects = recorded.some(({ isNews }) => isNews);
      if (hasEffects) failpoint('tracking.after-effects');
      await this.moveTo(reading, markAfter(reading.mark, page.next, recorded));
      if (hasEffects) failpoint('tracking.after-cursor');
      if (!page.more) {
        feed.catchingUp = false;
        return;
      }
    }
  }

  /** The cursor moves only behind its effects: a crash in between reads the page again, and changes nothing twice. */
  private async moveTo(reading: Reading, to: FeedMark): Promise<void> {
    const { feed, cursor } = reading;
    reading.mark = to;
    reading.from = { kind: 'after', cursor: to.cursor };
    if (cursor?.mark !== undefined && isSame(cursor.mark, to)) return;
    const moved = await this.cursors.move(feed, cursor, to);
    if (moved === undefined) throw new CursorTaken(`somebody else reads the feed of ${feed.location}`);
    reading.cursor = moved;
  }

  /** What surfaces late does so behind the cursor, at its old place: so that stretch is read again and again. */
  private async readOverlap(reading: Reading): Promise<void> {
    const { feed } = reading;
    let from = this.overlapOf(reading);
    feed.overlapFrom = undefined;
    for (let pages = 0; pages < PAGES_AT_ONCE && from !== undefined; pages += 1) {
      const page = await this.nextPage(reading, from);
      if (page === undefined) return;
      await this.learnLateness(reading, await this.record(feed, page));
      if (!page.more) feed.overlapDueMs = this.network.monotonicMs() + this.pace.overlapEveryMs;
      from = page.more ? { kind: 'after', cursor: page.next } : undefined;
    }
    feed.overlapFrom = from;
  }

  /** Where the overlap is to be read from now; undefined while it is not due. */
  private overlapOf({ feed, adapter, mark }: Reading): FeedStart | undefined {
    if (feed.overlapFrom !== undefined) return feed.overlapFrom;
    if (mark === undefined || this.network.monotonicMs() < feed.overlapDueMs) return undefined;
    return overlapStart(mark, adapter.capabilities.feed);
  }

  private async learnLateness(reading: Reading, recorded: readonly Recorded[]): Promise<void> {
    const { mark } = reading;
    if (mark?.watermark === undefined) return;
    const lateMs = latenessMs(epochMsOf(mark.watermark), recorded);
    if (lateMs > mark.worstLatenessMs) await this.moveTo(reading, { ...mark, worstLatenessMs: lateMs });
  }

  /** Undefined once the reading is to stop. */
  private async nextPage(
    { feed, adapter, signal }: Reading,
    from: FeedStart,
  ): Promise<ChangesPage | undefined> {
    const waitMs = feed.nextPageMs - this.network.monotonicMs();
    if (waitMs > 0) await this.network.sleep(waitMs, signal);
    if (signal.aborted) return undefined;
    try {
      const page = await adapter.changes(feed.location, from);
      if (page.more && from.kind === 'after' && page.next === from.cursor) {
        throw new Error(`the feed of ${feed.location} says that there is more, and stays where it is`);
      }
      return page;
    } finally {
      feed.nextPageMs = this.network.monotonicMs() + adapter.capabilities.feed.minIntervalMs;
    }
  }

  private async record(feed: Feed, { changes, unreadable }: ChangesPage): Promise<readonly Recorded[]> {
    if (unreadable > 0) this.metrics.feedStrangers.inc(unreadable);
    const repeated = changes.filter(change => feed.seen.has(nameOfChange(change)));
    const fresh = changes.filter(change => !feed.seen.has(nameOfChange(change)));
    this.metrics.feedItems.inc({ item: 'repeated' }, repeated.length);
    this.metrics.feedItems.inc({ item: 'fresh' }, fresh.length);
    const recorded = await this.updates.record(feed.account, fresh);
    for (const change of changes) feed.seen.add(nameOfChange(change));
    return [...recorded, ...repeated.map(change => ({ ...change, isNews: false }))];
  }
}

const isSame = (a: FeedMark, b: FeedMark): boolean =>
  a.cursor === b.cursor && a.watermark === b.watermark && a.worstLatenessMs === b.worstLatenessMs;
