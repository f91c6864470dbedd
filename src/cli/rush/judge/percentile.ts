export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The middle and the slow end of measurements, by nearest rank; null where nothing was measured. */
export const percentilesOf = (values: readonly number[]): Percentiles => {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: nearestRank(sorted, 0.5), p99: nearestRank(sorted, 0.99) };
};

const nearestRank = (sorted: readonly number[], share: number): number | null => {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
};
