import {
  bindingLimit,
  closesToHoldsAt,
  DIMENSIONS,
  heldAt,
  NOTHING,
  opensToHoldsAt,
  type LoadSum,
  type OpenedDay,
  type SlotTally,
} from '../../orders/index.js';

/** Why a slot can or cannot be had; the first that applies, from the left. */
export type SlotState = 'past' | 'too-soon' | 'closed' | 'full' | 'held-full' | 'few' | 'open';

export interface DimensionAvailability {
  readonly limit: number;
  readonly held: number;
  readonly confirmed: number;
  /** Never negative. */
  readonly remaining: number;
  /** By how much more is sold than the limit allows; only where it is. */
  readonly overbooked?: number;
}

export interface SlotAvailability {
  readonly start: string;
  readonly end: string;
  /** The start as clocks at the store show it, with their offset. */
  readonly local: string;
  readonly state: SlotState;
  readonly load: Readonly<Partial<Record<keyof LoadSum, DimensionAvailability>>>;
  /** Of a `held-full` slot: when its earliest hold lapses and it is worth looking again. */
  readonly earliestExpiry?: string;
}

export interface DayAvailability {
  readonly storeId: string;
  readonly businessDate: string;
  readonly zone: string;
  readonly currency: string;
  readonly slots: readonly SlotAvailability[];
  /** From this instant the answer may be another, even if nothing happens; absent when time alone changes nothing. */
  readonly validUntil?: string;
}

/** The load of the smallest order there is. */
const ONE_ORDER: LoadSum = { orders: 1, items: 1, amount: 0, prepSeconds: 0 };

/** What a day can still promise at an instant. `localTime` shows an instant as the store's clocks do. */
export const availabilityOf = (
  day: OpenedDay,
  now: string,
  localTime: (instant: string) => string,
): DayAvailability => {
  const held = heldAt(day, now);
  const expiries = earliestExpiries(day, now);
  const slots = [...day.slots.values()].map(tally =>
    slotAvailability(day, tally, held.get(tally.start) ?? NOTHING, now),
  );
  const validUntil = nextChange(day, now, [...expiries.values()]);
  const { storeId, businessDate, zone, currency } = day.plan;
  return {
    storeId,
    businessDate,
    zone,
    currency,
    slots: slots.map(slot => ({
      ...slot,
      local: localTime(slot.start),
      ...expiryOf(slot.state, expiries.get(slot.start)),
    })),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
};

const expiryOf = (state: SlotState, earliestExpiry: string | undefined) =>
  state === 'held-full' && earliestExpiry !== undefined ? { earliestExpiry } : {};

const slotAvailability = (
  day: OpenedDay,
  tally: SlotTally,
  held: LoadSum,
  now: string,
): Omit<SlotAvailability, 'local'> => {
  const load: Partial<Record<keyof LoadSum, DimensionAvailability>> = {};
  for (const dimension of DIMENSIONS) {
    const limit = tally.limits[dimension];
    if (limit !== undefined) {
      load[dimension] = dimensionOf(limit, held[dimension], tally.confirmed[dimension]);
    }
  }
  return { start: tally.start, end: tally.end, state: stateOf(day, tally, { held, load }, now), load };
};

const dimensionOf = (limit: number, held: number, confirmed: number): DimensionAvailability => {
  const left = limit - held - confirmed;
  return { limit, held, confirmed, remaining: Math.max(0, left), ...(left < 0 ? { overbooked: -left } : {}) };
};

const stateOf = (
  day: OpenedDay,
  tally: SlotTally,
  { held, load }: { readonly held: LoadSum; readonly load: SlotAvailability['load'] },
  now: string,
): SlotState => {
  const { leadMinutes, fewPercent, horizonDays } = day.plan.terms;
  if (tally.start <= now) return 'past';
  if (closesToHoldsAt(tally.start, leadMinutes) <= now) return 'too-soon';
  if (opensToHoldsAt(tally.start, horizonDays) > now) return 'closed';
  if (bindingLimit(tally, NOTHING, ONE_ORDER) !== undefined) return 'full';
  if (bindingLimit(tally, held, ONE_ORDER) !== undefined) return 'held-full';
  const few = Object.values(load).some(({ limit, remaining }) => remaining * 100 <= limit * fewPercent);
  return few ? 'few' : 'open';
};

const earliestExpiries = (day: OpenedDay, now: string): Map<string, string> => {
  const earliest = new Map<string, string>();
  for (const { slot, expiresAt } of day.openHolds.values()) {
    const known = earliest.get(slot);
    if (expiresAt > now && (known === undefined || expiresAt < known)) earliest.set(slot, expiresAt);
  }
  return earliest;
};

const nextChange = (day: OpenedDay, now: string, expiries: readonly string[]): string | undefined => {
  const { leadMinutes, horizonDays } = day.plan.terms;
  const boundaries = [...day.slots.values()].flatMap(({ start }) => [
    start,
    closesToHoldsAt(start, leadMinutes),
    opensToHoldsAt(start, horizonDays),
  ]);
  let next: string | undefined;
  for (const instant of [...boundaries, ...expiries]) {
    if (instant > now && (next === undefined || instant < next)) next = instant;
  }
  return next;
};
