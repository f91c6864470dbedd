/** What can be seen of the whole at one moment. Instants are epoch milliseconds of the business clock. */
export interface Look {
  readonly takenAtRealMs: number;
  readonly now: number;
  readonly speed: number;
  /** Orders this program has under way. */
  readonly inFlight: number;
  /** Work the server and the POS have under way. */
  readonly busy: number;
  /** The server leads, and each of its followers has drawn its conclusions from everything that was recorded. */
  readonly caughtUp: boolean;
  readonly nextArrival: number | undefined;
  /** The earliest instant still to come at which an order confirmed by this program is due in its kitchen. */
  readonly nextDue: number | undefined;
  readonly serverPending: number | undefined;
  readonly posPending: number | undefined;
}

/** Real time between two looks when no ticket is open: what one request set in motion has surely shown itself by then. */
const LOOKS_APART_REAL_MS = 200;
/** The same while a kitchen works: twice the pause in which the server reads a feed, so that it knows the last move. */
const FEED_READ_TWICE_REAL_MS = 1_000;
/** The clock is set this much before the instant skipped to, so that nothing is late by the skip itself. */
const ARRIVE_BEFORE_REAL_MS = 100;
/** A skip that saves less than this is not worth its requests. */
const WORTH_REAL_MS = 500;

/**
 * When business time may be skipped, and to where: to just before the earliest instant at which anything is to happen.
 *
 * Every part names its own next instant, but a part can only name what it has heard of. Work is on its way when an
 * answer has been given and its events are not yet read, or when a kitchen has moved a ticket and its feed is not
 * yet polled. A skip over such work would jump over a delivery's window between due and given up. So:
 * 1. nothing may be under way anywhere, and nothing overdue;
 * 2. every follower of the log has caught up;
 * 3. it must have been like that, with the same pending instants, in all looks of a stretch of real time that is
 *    longer than any news takes (two feed readings while the POS still has something to do);
 * 4. the orders confirmed here name their due instants too, whether or not the server has a timer for them yet.
 */
export class SkipRule {
  private quietSince: Look | undefined;

  /** The business instant to skip to; undefined when there is to be no skip now. */
  consider(look: Look): number | undefined {
    if (!isIdle(look)) {
      this.quietSince = undefined;
      return undefined;
    }
    if (this.quietSince === undefined || !pendsTheSame(this.quietSince, look)) this.quietSince = look;
    const quietMs = look.takenAtRealMs - this.quietSince.takenAtRealMs;
    if (quietMs < (look.posPending === undefined ? LOOKS_APART_REAL_MS : FEED_READ_TWICE_REAL_MS)) {
      return undefined;
    }
    return targetOf(look);
  }
}

const pendingOf = ({ nextArrival, nextDue, serverPending, posPending }: Look): readonly number[] =>
  [nextArrival, nextDue, serverPending, posPending].filter(instant => instant !== undefined);

const isIdle = (look: Look): boolean =>
  look.inFlight === 0 &&
  look.busy === 0 &&
  look.caughtUp &&
  pendingOf(look).every(instant => instant > look.now);

const pendsTheSame = (a: Look, b: Look): boolean =>
  a.serverPending === b.serverPending && a.posPending === b.posPending;

const targetOf = (look: Look): number | undefined => {
  const pending = pendingOf(look);
  if (pending.length === 0) return undefined;
  const target = Math.floor(Math.min(...pending) - ARRIVE_BEFORE_REAL_MS * look.speed);
  return target - look.now >= WORTH_REAL_MS * look.speed ? target : undefined;
};
