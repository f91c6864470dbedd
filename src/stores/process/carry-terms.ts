/**
 * Carries what a store is sold under, as its stream says at `position`, into those of its service days that are open: a
 * day decides against its own stream alone. Resolves once it has tried, with the business dates that do not have it
 * yet; they get it later without being asked again.
 */
export type CarryTerms = (
  storeId: string,
  position: bigint,
) => Promise<{ readonly pendingDays: readonly string[] }>;

/** Bound by the orders, who write the streams of days. */
export const CARRY_TERMS = Symbol('CarryTerms');
