import type { Percentiles } from '../judge/percentile.js';
import type { RushTerms } from '../stores/terms.js';

/** What a rush came to. Counts that could not be had, such as the tickets of an unreachable POS, are null. */
export interface RushReport {
  /** It was stopped before its end: counts are as of then, and what was still under way is not judged. */
  readonly partial: boolean;
  readonly businessDate: string;
  readonly stores: number;
  readonly speed: number;
  readonly squeeze: number;
  readonly seed: number;
  readonly terms: RushTerms;
  readonly arrivals: number;
  readonly holds: Refusals & { readonly accepted: number };
  readonly confirms: Refusals;
  readonly orders: {
    readonly confirmed: number | null;
    readonly collected: number | null;
    /** Orders with a request that nobody answered, however often it was sent. */
    readonly unanswered: number;
  };
  readonly tickets: { readonly live: number | null; readonly duplicate: number | null };
  readonly escalated: number | null;
  readonly unknownOpen: number | null;
  readonly lost: number | null;
  readonly oversoldSlots: number | null;
  readonly deliveryLatenessMs: { readonly business: Percentiles; readonly real: Percentiles };
  /** From the first sending of a request to its answer, in real milliseconds. */
  readonly httpMs: Percentiles & { readonly byRoute: Readonly<Record<string, Percentiles>> };
  /** Confirmed orders per real second, from the first arrival to the last answer. */
  readonly throughputPerSecond: number;
  readonly retries: number;
  readonly serverRestarts: number;
  /** Business seconds in which nothing happened, and which nobody waited for. */
  readonly skippedSeconds: number;
  readonly wallSeconds: number;
  readonly damagedLines: number;
  /** The invariants that do not hold. */
  readonly broken: readonly string[];
  /** The invariants nobody could judge, because what they are judged by could not be had. */
  readonly unjudged: readonly string[];
}

interface Refusals {
  readonly refused: number;
  /** By stable code, and the binding limit where there is one. */
  readonly refusedBy: Readonly<Record<string, number>>;
}

type Judged = Pick<RushReport, 'oversoldSlots' | 'tickets' | 'lost'>;

export const KITCHEN_INVARIANT = 'I2 single delivery';

/** The invariants that need a count which could not be had. */
export const unjudgedBy = ({ oversoldSlots, tickets, lost }: Judged): readonly string[] => [
  ...(oversoldSlots === null ? ['I1 capacity'] : []),
  ...(tickets.duplicate === null ? [KITCHEN_INVARIANT] : []),
  ...(lost === null ? ['I3 no loss'] : []),
];

/** The invariants by what breaks them. */
export const brokenBy = ({ oversoldSlots, tickets, lost }: Judged): readonly string[] => [
  ...((oversoldSlots ?? 0) > 0 ? ['I1 capacity: a slot was oversold'] : []),
  ...((tickets.duplicate ?? 0) > 0 ? ['I2 single delivery: a kitchen saw an order twice'] : []),
  ...((lost ?? 0) > 0 ? ['I3 no loss: a confirmed order has no end'] : []),
];
