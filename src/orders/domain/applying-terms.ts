import { accept, type Decision } from '../../event-sourcing/decider.js';
import type { DayPlan } from '../../stores/index.js';
import { heldAt } from './capacity.js';
import type { ApplyStoreTerms } from './day.commands.js';
import { DIMENSIONS, NOTHING, plus } from './load.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import type { LoadSum, SlotTally } from './service-day.js';

type Overbooked = EventNamed<'ServiceDayTermsChanged'>['data']['overbooked'];

/**
 * Carries what the store is sold under now into the day. What was sold stays sold: where that is more than a limit now
 * allows it is named, and so are slots that the store sells no longer. Told an older plan, or the same, it changes nothing.
 */
export const applyStoreTerms = (
  day: OpenedDay,
  { plan }: ApplyStoreTerms,
  at: string,
): Decision<OrderEvent, OrderRejection> => {
  const news = BigInt(plan.storeRevision) > BigInt(day.plan.storeRevision);
  if (!news || day.closed || isSame(saleOf(plan), saleOf(day.plan))) return accept();
  const planned = new Set(plan.slots.map(({ start }) => start));
  return accept({
    type: 'ServiceDayTermsChanged',
    data: {
      ...saleOf(plan),
      slots: [...plan.slots],
      storeRevision: plan.storeRevision,
      overbooked: overbookedUnder(day, plan, at),
      outside: [...day.slots.values()]
        .filter(({ start, held, confirmed }) => !planned.has(start) && held.orders + confirmed.orders > 0)
        .map(({ start }) => start)
        .sort(),
    },
  });
};

const saleOf = ({ slots, terms, posAccount, pause }: DayPlan) => ({
  slots,
  terms,
  posAccount,
  ...(pause === undefined ? {} : { pause }),
});

const overbookedUnder = (day: OpenedDay, plan: DayPlan, at: string): Overbooked => {
  const held = heldAt(day, at);
  return plan.slots.flatMap(({ start, limits }) => {
    const tally = day.slots.get(start);
    const taken = tally && plus(tally.confirmed, held.get(start) ?? NOTHING);
    return taken === undefined ? [] : overbookedSlot(start, limits, taken);
  });
};

const overbookedSlot = (slot: string, limits: SlotTally['limits'], taken: LoadSum): Overbooked =>
  DIMENSIONS.flatMap(limit => {
    const capacity = limits[limit];
    return capacity !== undefined && taken[limit] > capacity
      ? [{ slot, limit, capacity, taken: taken[limit] }]
      : [];
  });

/** Whether two pieces of plain data say the same, in whatever order they name their fields. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every(key => isSame(a[key], b[key]));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
