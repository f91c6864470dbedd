import { saysTheSame } from './says-the-same.js';
import type { SlotLimits } from './terms.events.js';

/** Other limits for the slots of one business date that start from `from` until before `to`. */
export interface CapacityOverride {
  readonly businessDate: string;
  readonly from: string;
  readonly to: string;
  readonly limits: SlotLimits;
}

type Overriding = Omit<CapacityOverride, 'limits'> & { readonly limits: SlotLimits | null };

const DAY_MS = 86_400_000;
/** Wherever on earth a store is, and however late it closes: so long after its date began, a business date is over. */
const DATE_OVER_AFTER_DAYS = 2;

/** The earliest business date that is surely not over. */
export const earliestDateAt = (at: string): string =>
  new Date(Date.parse(at) - DATE_OVER_AFTER_DAYS * DAY_MS).toISOString().slice(0, 10);

/** The overrides whose business date is not over. */
export const liveAt = (overrides: readonly CapacityOverride[], at: string): readonly CapacityOverride[] => {
  if (overrides.length === 0) return overrides;
  const earliest = earliestDateAt(at);
  return overrides.filter(({ businessDate }) => businessDate >= earliest);
};

/**
 * The overrides after one more, which wins wherever it meets others, and leaves the terms where it has no limits. They
 * come in order of time, none overlaps another and neighbours differ, so that two lists of one meaning are one list.
 */
export const overriddenBy = (
  overrides: readonly CapacityOverride[],
  { businessDate, from, to, limits }: Overriding,
): readonly CapacityOverride[] => {
  const others = overrides.flatMap(other =>
    other.businessDate === businessDate ? cut(other, from, to) : other,
  );
  const all = limits === null ? others : [...others, { businessDate, from, to, limits }];
  return joined(all.sort(byTime));
};

/** What is left of an override outside a range: nothing, one piece or two. */
const cut = (override: CapacityOverride, from: string, to: string): readonly CapacityOverride[] =>
  [
    { ...override, to: override.to < from ? override.to : from },
    { ...override, from: override.from > to ? override.from : to },
  ].filter(piece => piece.from < piece.to);

const byTime = (a: CapacityOverride, b: CapacityOverride): number => (placeOf(a) < placeOf(b) ? -1 : 1);

const placeOf = ({ businessDate, from }: CapacityOverride): string => `${businessDate} ${from}`;

const joined = (overrides: readonly CapacityOverride[]): readonly CapacityOverride[] => {
  const kept: CapacityOverride[] = [];
  for (const next of overrides) {
    const last = kept.at(-1);
    if (last !== undefined && continues(last, next)) kept.splice(-1, 1, { ...last, to: next.to });
    else kept.push(next);
  }
  return kept;
};

const continues = (last: CapacityOverride, next: CapacityOverride): boolean =>
  last.businessDate === next.businessDate && last.to === next.from && saysTheSame(last.limits, next.limits);
