import type { Bound, Figure, Measured } from './bench.js';

export type Verdict = 'reached' | 'held' | 'missed' | 'reported';

const isWithin = (ratio: number, limit: number, kind: Bound['kind']): boolean =>
  kind === 'at-least' ? ratio >= limit : ratio <= limit;

/** `reached` is the aim, `held` the floor. A ratio that is no number has missed. */
export const verdictOf = ({ ratio, bound }: Pick<Figure, 'ratio' | 'bound'>): Verdict => {
  if (bound === undefined) return 'reported';
  if (isWithin(ratio, bound.aim, bound.kind)) return 'reached';
  if (bound.floor === undefined) return 'reported';
  return isWithin(ratio, bound.floor, bound.kind) ? 'held' : 'missed';
};

/** What did not hold, in words; empty when everything did. */
export const missesOf = (measured: readonly Measured[]): readonly string[] =>
  measured.flatMap(({ figures, readings }) => [
    ...figures
      .filter(figure => verdictOf(figure) === 'missed')
      .map(
        ({ what, baseline, ratio, bound }) =>
          `${what} against ${baseline}: ${ratio.toFixed(2)}× where ${bound?.floor}× is the floor`,
      ),
    ...readings.filter(({ holds }) => holds === false).map(({ what }) => `${what}: see its reading`),
  ]);
