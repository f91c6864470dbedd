/** The value that a share of all values does not exceed, by nearest rank. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
};

/** The middle and the slow end, as a reading shows them. */
export const spreadOf = (values: readonly number[], unit: string): Readonly<Record<string, string>> => ({
  p50: `${percentile(values, 0.5).toFixed(1)} ${unit}`,
  p99: `${percentile(values, 0.99).toFixed(1)} ${unit}`,
});
