import { oneOf, seeded } from '../demand/seeded.js';
import type { TakeawayOrder } from '../demand/takeaway-order.js';
import { epochMsOfMinute } from '../stores/service-date.js';
import type { StorePlan } from '../stores/store-plan.js';

const MINUTE_MS = 60_000;
const GIVEN_NAMES = 'Ada Bao Chidi Dana Elif Femi Greta Hana Iris Jonas'.split(' ');
const FAMILY_NAMES = 'Abara Brook Castle Dunn Evers Finch Gray Hale Ivanov'.split(' ');

/** An order on its way to its store. */
export interface Arrival {
  readonly atMs: number;
  readonly store: number;
  readonly order: TakeawayOrder;
  readonly customer: { readonly name: string; readonly phone: string };
}

/** All arrivals of the chain, earliest first. The history knows minutes; the seed spreads the orders over their minute. */
export const arrivalsOf = (
  plans: readonly StorePlan[],
  businessDate: string,
  seed: number,
): readonly Arrival[] => {
  const random = seeded(seed);
  const arrivals = plans.flatMap(({ day }, store) =>
    day.orders.map(order => ({
      atMs: epochMsOfMinute(businessDate, order.minute) + Math.floor(random() * MINUTE_MS),
      store,
      order,
      customer: madeUpCustomer(random),
    })),
  );
  return arrivals.sort((a, b) => a.atMs - b.atMs);
};

const madeUpCustomer = (random: () => number): Arrival['customer'] => ({
  name: `${oneOf(GIVEN_NAMES, random)} ${oneOf(FAMILY_NAMES, random)}`,
  // Numbers of this range are kept for fiction.
  phone: `+44 7700 900${String(Math.floor(random() * 1_000)).padStart(3, '0')}`,
});
