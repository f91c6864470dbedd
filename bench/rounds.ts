import type { Bound, Figure } from './bench.js';

export interface Side {
  readonly name: string;
  /** One measurement. */
  readonly measure: (round: number) => Promise<number>;
}

export interface Rounds {
  readonly count: number;
  readonly progress: (line: string) => void;
}

/** Measures every side once a round, in turn: A, B, A, B, … Answers each side's measurements in order. */
export const inTurns = async (
  sides: readonly Side[],
  { count, progress }: Rounds,
): Promise<readonly (readonly number[])[]> => {
  const measured = sides.map((): number[] => []);
  for (let round = 0; round < count; round += 1) {
    for (const [index, side] of sides.entries()) {
      const value = await side.measure(round);
      measured[index]?.push(value);
      progress(`  round ${round + 1} of ${count}: ${side.name} ${shortOf(value)}`);
    }
  }
  return measured;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below, above] = [sorted[middle - 1] ?? NaN, sorted[middle] ?? NaN];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
};

export interface Compared {
  readonly what: string;
  readonly baseline: string;
  readonly unit: string;
  readonly bound?: Bound;
  readonly notes?: readonly string[];
}

/** The figure that two sides of the same rounds make. */
export const compare = (
  { what, baseline, unit, bound, notes = [] }: Compared,
  ours: readonly number[],
  theirs: readonly number[],
): Figure => {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? NaN));
  return {
    what,
    baseline,
    unit,
    ours: median(ours),
    theirs: median(theirs),
    ratio: median(ratios),
    ratios,
    bound,
    notes,
  };
};

export const atLeast = (floor: number | undefined, aim: number): Bound => ({ kind: 'at-least', floor, aim });
export const atMost = (floor: number, aim: number): Bound => ({ kind: 'at-most', floor, aim });

export const shortOf = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
