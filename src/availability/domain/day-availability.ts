import {
  bindingLimit,
  closesAt,
  DIMENSIONS,
  heldAt,
  NOTHING,
  pauseAt,
  type LoadSum,
  type OpenedDay,
  type SlotTally,
} from '../../orders/index.js';
import type { SlotCalendar, SlotTimes } from './slot-calendar.js';

/** Why a slot can or cannot be had; the first that applies, from the left. */
export type SlotState = 'past' | 'too-soon' | 'closed' | 'paused' | 'full' | 'held-full' | 'few' | 'open';

export interface DimensionAvailability {
  readonly limit: number;
  readonly held: number;
  readonly confirmed: number;
  /** Never negative. */
  readonly remaining: number;
  /** By how much more is sold than the limit allows; only where it is. */
  readonly overbooked?: number;
}

type SlotLoad = Readonly<Partial<Record<keyof LoadSum, DimensionAvailability>>>;

export interface SlotAvailability {
  readonly start: string;
  readonly end: string;
  /** The start as clocks at the store show it, with their offset. */
  readonly local: string;
  readonly state: SlotState;
  readonly load: SlotLoad;
  /** Of a `held-full` slot: when its earliest hold lapses and it is worth looking again. */
  readonly earliestExpiry?: string;
  /** True of a slot that the store sells no longer, and of which something is sold. */
  readonly outside?: true;
}

export interface DayAvailability {
  readonly storeId: string;
  readonly businessDate: string;
  readonly zone: string;
  readonly currency: string;
  /** In order of their start. */
  readonly slots: readonly SlotAvailability[];
  /** While nothing new is promised: when that ends. */
  readonly pausedUntil?: string;
  /** From this instant the answer may be another, even if nothing happens; absent when time alone changes nothing. */
  readonly validUntil?: string;
}

/** The load of the smallest order there is. */
const ONE_ORDER: LoadSum = { orders: 1, items: 1, amount: 0, prepSeconds: 0 };

/** What a day can still promise at an instant. */
export const availabilityOf = (day: OpenedDay, now: string, calendar: SlotCalendar): DayAvailability => {
  const held = heldAt(day, now);
  const expiries = earliestExpiries(day, now);
  const slots = [...day.slots.values()]
    .filter(tally => !tally.outside || isTaken(tally, held.get(tally.start) ?? NOTHING))
    .sort((a, b) => (a.start < b.start ? -1 : 1))
    .map(tally => {
      const times = calendar.timesOf(tally.start);
      const slot = slotAvailability(day, { tally, times, held: held.get(tally.start) ?? NOTHING }, now);
      return { ...slot, ...expiryOf(slot.state, expiries.get(tally.start)) };
    });
  const pause = pauseAt(day, now);
  const validUntil = earliestAfter(now, changesOf(day, calendar, expiries));
  const { storeId, businessDate, zone, currency } = day.plan;
  return {
    storeId,
    businessDate,
    zone,
    currency,
    slots,
    ...(pause === undefined ? {} : { pausedUntil: pause.until }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
};

/** What is sold or held of a slot that the store sells no longer is shown, and a slot nobody wanted is not. */
const isTaken = ({ confirmed }: SlotTally, held: LoadSum): boolean => confirmed.orders + held.orders > 0;

const expiryOf = (state: SlotState, earliestExpiry: string | undefined) =>
  state === 'held-full' && earliestExpiry !== undefined ? { earliestExpiry } : {};

interface Slot {
  readonly tally: SlotTally;
  readonly times: SlotTimes;
  readonly held: LoadSum;
}

const slotAvailability = (day: OpenedDay, slot: Slot, now: string): SlotAvailability => {
  const { start, end, outside } = slot.tally;
  const load = loadOf(slot);
  const state = stateInTime(day, slot, now) ?? stateInSpace(day, slot, load);
  return { start, end, local: slot.times.local, state, load, ...(outside ? { outside } : {}) };
};

/**
 * A slot outside the sale is shown to everybody as `closed`: a storefront finds the slot of an order it has, and offers
 * it to nobody. Its limits are nothing, so what staff still have to cook or to move stands there as overbooked.
 */
const loadOf = ({ tally: { limits, outside, confirmed }, held }: Slot): SlotLoad => {
  const load: Partial<Record<keyof LoadSum, DimensionAvailability>> = {};
  for (const dimension of DIMENSIONS) {
    const limit = limits[dimension];
    if (limit === undefined) continue;
    load[dimension] = dimensionOf(outside ? 0 : limit, held[dimension], confirmed[dimension]);
  }
  return load;
};

const dimensionOf = (limit: number, held: number, confirmed: number): DimensionAvailability => {
  const left = limit - held - confirmed;
  return { limit, held, confirmed, remaining: Math.max(0, left), ...(left < 0 ? { overbooked: -left } : {}) };
};

/** The state of a slot that nobody can have now, however little is sold of it. */
const stateInTime = (day: OpenedDay, { tally, times }: Slot, now: string): SlotState | undefined => {
  if (tally.start <= now) return 'past';
  if (times.closesAt <= now) return 'too-soon';
  if (day.closed || tally.outside || times.opensAt > now) return 'closed';
  return pauseAt(day, now) === undefined ? undefined : 'paused';
};

const stateInSpace = ({ plan }: OpenedDay, { tally, held }: Slot, load: SlotLoad): SlotState => {
  if (bindingLimit(tally, NOTHING, ONE_ORDER) !== undefined) return 'full';
  if (bindingLimit(tally, held, ONE_ORDER) !== undefined) return 'held-full';
  const { fewPercent } = plan.terms;
  const few = Object.values(load).some(({ limit, remaining }) => remaining * 100 <= limit * fewPercent);
  return few ? 'few' : 'open';
};

const earliestExpiries = (day: OpenedDay, now: string): ReadonlyMap<string, string> => {
  const earliest = new Map<string, string>();
  for (const { slot, expiresAt } of day.openHolds.values()) {
    const known = earliest.get(slot);
    if (expiresAt > now && (known === undefined || expiresAt < known)) earliest.set(slot, expiresAt);
  }
  return earliest;
};

/** Every instant at which time alone may change what is said of a day. */
function* changesOf(
  day: OpenedDay,
  calendar: SlotCalendar,
  expiries: ReadonlyMap<string, string>,
): Iterable<string> {
  yield* expiries.values();
  for (const { start } of day.slots.values()) {
    const { opensAt, closesAt: leadBeginsAt } = calendar.timesOf(start);
    yield opensAt;
    yield leadBeginsAt;
    yield start;
  }
  if (day.plan.pause !== undefined) yield day.plan.pause.until;
  // A day that nobody has opened has nothing to close, and a closed one is closed for good.
  if (day.revision >= 0n && !day.closed) yield closesAt(day);
}

const earliestAfter = (now: string, instants: Iterable<string>): string | undefined => {
  let next: string | undefined;
  for (const instant of instants) if (instant > now && (next === undefined || instant < next)) next = instant;
  return next;
};
