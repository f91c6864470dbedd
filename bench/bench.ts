import type { Machine } from './machine/machine.js';

/** A ratio may be asked to be large (a rate against a rate) or small (a time against a time). */
export interface Bound {
  readonly kind: 'at-least' | 'at-most';
  /** What has to hold; undefined where the figure is only reported. */
  readonly floor: number | undefined;
  readonly aim: number;
}

/** One measurement against its baseline, each the median of rounds that were run turn by turn. */
export interface Figure {
  readonly what: string;
  readonly baseline: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  /** Median of the rounds' own ratios: what disturbs one round disturbs both of its sides. */
  readonly ratio: number;
  /** Ratio of every round, in their order. */
  readonly ratios: readonly number[];
  readonly bound: Bound | undefined;
  readonly notes: readonly string[];
}

/** A measurement that stands for itself. */
export interface Reading {
  readonly what: string;
  readonly values: Readonly<Record<string, string>>;
  /** False where the reading breaks what it was to show. */
  readonly holds?: boolean;
}

export interface Measured {
  readonly figures: readonly Figure[];
  readonly readings: readonly Reading[];
  /** What was run, where that is smaller or larger than usual. */
  readonly size?: string;
}

export interface BenchOptions {
  /** The sizes that the figures are promised for, where the usual run is smaller. */
  readonly full: boolean;
  readonly rounds: number;
  /** How long one side of a round is under load. */
  readonly seconds: number;
  /** Where the servers under test leave their processor profiles; undefined for none. */
  readonly profileDir: string | undefined;
}

export interface Surroundings extends BenchOptions {
  readonly machine: Machine;
  readonly progress: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(around: Surroundings): Promise<Measured>;
}

/** What was measured cannot be believed: answers that were no successes, or successes that are not in the log. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}
