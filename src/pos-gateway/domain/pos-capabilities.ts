/** So many calls in any window of `perMs`, or so many at once, for the whole account or for each of its locations. */
export type PosLimit =
  | {
      readonly scope: 'account' | 'location';
      /** The calls it counts; all of them without. */
      readonly operation?: 'deliver' | 'void' | 'find' | 'changes' | undefined;
      readonly requests: number;
      readonly perMs: number;
    }
  | { readonly scope: 'account' | 'location'; readonly concurrent: number };

/** What a POS can do. Policy reads this and never a vendor's name. Durations are real milliseconds. */
export interface PosCapabilities {
  /** How long the same key surely makes no second ticket. What is `unknown` is never relied on. */
  readonly dedupeWindowMs: number | 'none' | 'unlimited' | 'unknown';
  /** Whether it tells the ticket of an order when asked, or only among all of its tickets, or not at all. */
  readonly lookup: 'direct' | 'scan' | 'none';
  /** How long after it was taken a ticket may still be missing from a look-up. */
  readonly visibilityLagMs: number;
  /** Whether it drops an order that it could not show to its store before an instant it is told. */
  readonly notAfter: boolean;
  /** Whose word an acceptance is: the POS's, or that of a relay which has yet to bring the order to its store. */
  readonly acceptedMeans: 'pos' | 'relay';
  /** Whether it takes a ticket back when asked to. */
  readonly voids: boolean;
  readonly feed: {
    /** Whether a reading from an instant tells what changed at that very instant as well. */
    readonly bounds: 'inclusive' | 'exclusive';
    readonly pageSize: number;
    /** The shortest pause between two pages of one location. */
    readonly minIntervalMs: number;
  };
  readonly limits: readonly PosLimit[];
}
