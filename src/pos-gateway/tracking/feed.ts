import type { Instant } from '../../platform/clock/index.js';
import type { FeedPlace } from '../cursors/index.js';
import type { FeedStart } from '../pos-port.js';
import { SeenItems } from './seen-items.js';

/** Items of one feed that are known again when they are told again; beyond it the log knows them. */
const SEEN_ITEMS_MAX = 2_000;

/** An order whose ticket can still change. */
export interface Followed {
  readonly orderId: string;
  /** Undefined where the POS may have a ticket of it, and nobody knows which. */
  readonly ticketId: string | undefined;
  /** No ticket of it was made before this instant of ours. */
  readonly since: Instant;
  /** From when on its silence is strange; undefined where there is nothing to wait for. */
  readonly overdueFrom: Instant | undefined;
}

/** The feed of one store at one account, as long as an order of it is followed. */
export class Feed implements FeedPlace {
  readonly orders = new Map<string, Followed>();
  readonly seen = new SeenItems(SEEN_ITEMS_MAX);
  reading = false;
  failures = 0;
  /** It began anew, and has not come to the end of its feed since. */
  catchingUp = false;
  /** Where the reading of the overlap goes on; undefined between two of them. */
  overlapFrom: FeedStart | undefined;
  /** Monotonic times before which neither the overlap nor any page is read. */
  overlapDueMs = 0;
  nextPageMs = 0;

  constructor(
    readonly account: string,
    readonly location: string,
  ) {}

  /** Since when there may have been a ticket that matters. */
  get earliest(): Instant | undefined {
    let earliest: Instant | undefined;
    for (const { since } of this.orders.values()) {
      if (earliest === undefined || since < earliest) earliest = since;
    }
    return earliest;
  }
}
