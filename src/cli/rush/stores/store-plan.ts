import type { DayOfOrders, TakeawayOrder } from '../demand/takeaway-order.js';
import { combine, loadOfOrder, NO_LOAD, plus, prepSecondsOf, type Load } from './load.js';
import { wallTimeOf, ZONE } from './service-date.js';
import type { RushTerms } from './terms.js';

const MINUTES_PER_DAY = 1_440;
/** Slots a store still offers behind the one that its last order would take. */
const SLOTS_AFTER_THE_LAST = 3;
/** A slot takes so many times the load of the busiest slot, so that without a squeeze (nearly) nobody is refused. */
const HEADROOM = 2;

const CLOSED_ON_WEEKDAYS = {
  monday: [],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
};

export interface StorePlan {
  readonly day: DayOfOrders;
  readonly location: string;
  readonly terms: RushTerms;
  /** What a slot of this store may take at most, in every dimension. */
  readonly limits: Load;
  /** The body of `POST /stores`. */
  readonly body: object;
}

export interface ChainPlan {
  /** Sets the stores of this rush apart from those of any other at the same POS. */
  readonly run: string;
  readonly businessDate: string;
  /** Capacities are divided by this. */
  readonly squeeze: number;
  readonly posAccount: string;
  readonly terms: RushTerms;
}

/** Makes a store of a historical day: open on one business date, with the hours and the capacity of that day. */
export const planStore = (day: DayOfOrders, number: number, chain: ChainPlan): StorePlan => {
  const location = `rush-${chain.run}-${String(number).padStart(3, '0')}`;
  const { terms } = chain;
  const limits = limitsOf(day.orders, chain.squeeze, terms);
  const exceptions = [{ date: chain.businessDate, periods: [openingOf(day.orders, terms)] }];
  return {
    day,
    location,
    terms,
    limits,
    body: {
      name: `Rush ${number}: ${day.date}`,
      address: `${number} Rush Street, London`,
      coordinates: { latitude: 51.5, longitude: -0.12 },
      zone: ZONE,
      currency: 'GBP',
      hours: { ...CLOSED_ON_WEEKDAYS, exceptions },
      terms: { ...terms, limits },
      posAccount: { account: chain.posAccount, location },
    },
  };
};

/** From the quarter-hour of the first order until the last one has had its lead time and some slots to choose from. */
export const openingOf = (
  orders: readonly TakeawayOrder[],
  { leadMinutes, slotMinutes }: RushTerms,
): { opens: string; closes: string } => {
  const minutes = orders.map(({ minute }) => minute);
  const opens = roundTo(slotMinutes, Math.min(...minutes), Math.floor);
  const last = roundTo(slotMinutes, Math.max(...minutes) + leadMinutes, Math.ceil);
  const closes = last + (1 + SLOTS_AFTER_THE_LAST) * slotMinutes;
  return { opens: wallTimeOf(opens), closes: wallTimeOf(Math.min(closes, opens + MINUTES_PER_DAY)) };
};

/** Twice the load of the day's busiest slot in every dimension, divided by the squeeze; never less than one. */
export const limitsOf = (
  orders: readonly TakeawayOrder[],
  squeeze: number,
  { leadMinutes, slotMinutes }: RushTerms,
): Load => {
  const bySlot = new Map<number, Load>();
  for (const { minute, lines } of orders) {
    const slot = roundTo(slotMinutes, minute + leadMinutes, Math.ceil);
    const load = loadOfOrder(lines.map(line => ({ ...line, prepSeconds: prepSecondsOf(line) })));
    bySlot.set(slot, plus(bySlot.get(slot) ?? NO_LOAD, load));
  }
  const busiest = [...bySlot.values()].reduce((most, load) => combine(most, load, Math.max), NO_LOAD);
  return combine(busiest, NO_LOAD, most => Math.max(1, Math.floor((HEADROOM * most) / squeeze)));
};

const roundTo = (step: number, minute: number, round: (steps: number) => number): number =>
  round(minute / step) * step;
