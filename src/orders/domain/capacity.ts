import type { DayPlan } from '../../stores/index.js';
import { DIMENSIONS, NOTHING, plus } from './load.js';
import type { BindingLimit } from './order.rejections.js';
import type { LoadSum, ServiceDay, SlotTally } from './service-day.js';

type Pause = NonNullable<DayPlan['pause']>;

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
/** Alternatives a refusal names. */
const NEAREST_SLOTS_MAX = 3;

export const minutesAfter = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * MINUTE_MS).toISOString();

/** What unexpired holds take from each slot at `at`. A hold counts until its very `expiresAt`, recorded or not. */
export const heldAt = (day: ServiceDay, at: string): ReadonlyMap<string, LoadSum> => {
  const held = new Map<string, LoadSum>();
  for (const { slot, load, expiresAt } of day.openHolds.values()) {
    if (expiresAt > at) held.set(slot, plus(held.get(slot) ?? NOTHING, load));
  }
  return held;
};

/** The first limit that `load` on top of `confirmed` and `held` would break; undefined when it fits. */
export const bindingLimit = (
  { limits, confirmed }: SlotTally,
  held: LoadSum,
  load: LoadSum,
): BindingLimit | undefined => {
  for (const limit of DIMENSIONS) {
    const capacity = limits[limit];
    if (capacity === undefined || confirmed[limit] + held[limit] + load[limit] <= capacity) continue;
    return { limit, capacity, confirmed: confirmed[limit], held: held[limit], asked: load[limit] };
  }
  return undefined;
};

/** As `bindingLimit` at an instant. The recorded tally answers where it can; lapsed holds are only sought when it is full. */
export const bindingLimitAt = (
  day: ServiceDay,
  tally: SlotTally,
  load: LoadSum,
  at: string,
): BindingLimit | undefined => {
  if (bindingLimit(tally, tally.held, load) === undefined) return undefined;
  return bindingLimit(tally, heldAt(day, at).get(tally.start) ?? NOTHING, load);
};

export const closesToHoldsAt = (slot: string, leadMinutes: number): string =>
  minutesAfter(slot, -leadMinutes);

/** When a slot comes within the booking horizon. */
export const opensToHoldsAt = (slot: string, horizonDays: number): string =>
  minutesAfter(slot, -horizonDays * MINUTES_PER_DAY);

/** The pause in force at an instant. It ends by itself. */
export const pauseAt = ({ plan }: ServiceDay, at: string): Pause | undefined =>
  plan?.pause !== undefined && at < plan.pause.until ? plan.pause : undefined;

/** Starts of slots that could take `load` at `at`, nearest to `wanted` first. */
export const nearestOpenSlots = (
  day: ServiceDay,
  wanted: string,
  load: LoadSum,
  at: string,
): readonly string[] => {
  const { leadMinutes = 0, horizonDays = 0 } = day.plan?.terms ?? {};
  if (pauseAt(day, at) !== undefined) return [];
  const held = heldAt(day, at);
  const distance = (start: string): number => Math.abs(Date.parse(start) - Date.parse(wanted));
  return [...day.slots.values()]
    .filter(
      ({ start, outside }) =>
        !outside && closesToHoldsAt(start, leadMinutes) > at && opensToHoldsAt(start, horizonDays) <= at,
    )
    .filter(tally => bindingLimit(tally, held.get(tally.start) ?? NOTHING, load) === undefined)
    .map(({ start }) => start)
    .sort((a, b) => distance(a) - distance(b) || Date.parse(a) - Date.parse(b))
    .slice(0, NEAREST_SLOTS_MAX);
};
