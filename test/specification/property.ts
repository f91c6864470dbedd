import fc from 'fast-check';

/** Every run tries the same cases; a failure names this seed and the path to the smallest counterexample. */
export const SEED = 20_310_602;

/** Checks a property on `runs` cases. */
export const holds = <Case>(runs: number, property: fc.IProperty<Case>): void =>
  fc.assert(property, { seed: SEED, numRuns: runs });

/** The failure of a property, for negative controls: undefined when it held. */
export const counterexampleOf = <Case>(runs: number, property: fc.IProperty<Case>): Case | undefined =>
  fc.check(property, { seed: SEED, numRuns: runs, endOnFailure: true }).counterexample ?? undefined;
