/** How often what is looked at. Real milliseconds. */
export interface TrackingPace {
  /** Shortest pause between two readings of one store's feed; a POS that wants longer gets longer. */
  readonly pollMs: number;
  /** How often the overlap behind the watermark is read again. */
  readonly overlapEveryMs: number;
  /** How often the orders are looked through for those that should have moved. */
  readonly sweepEveryMs: number;
  /** Pause between two look-ups of one order; it doubles up to the longest. */
  readonly lookAgainMs: number;
  readonly lookAgainLongestMs: number;
  /** How long a reader stands back from a feed that somebody else reads. */
  readonly standBackMs: number;
}

export const TRACKING_PACE = Symbol('TrackingPace');

export const ORDINARY_PACE: TrackingPace = {
  pollMs: 500,
  overlapEveryMs: 30_000,
  sweepEveryMs: 10_000,
  lookAgainMs: 30_000,
  lookAgainLongestMs: 15 * 60_000,
  standBackMs: 15_000,
};
