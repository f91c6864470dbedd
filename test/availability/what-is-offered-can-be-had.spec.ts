import fc from 'fast-check';
import type { SlotState } from '../../src/availability/domain/day-availability.js';
import { isOpened } from '../../src/orders/domain/opening.js';
import type { OrderRejection } from '../../src/orders/domain/order.rejections.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { PlainTally, type PlainSum } from '../specification/plain-tally.js';
import { holds } from '../specification/property.js';
import { after, hold, load, MORNING } from '../specification/service-day.js';
import { histories, played, type History } from '../specification/service-day-history.js';
import { availabilityAt } from './days.js';

/** What somebody is told who tries to hold a slot of each state; undefined where the hold is given. */
const REFUSAL_IN = {
  past: 'SLOT_PAST',
  'too-soon': 'SLOT_TOO_SOON',
  closed: 'SLOT_TOO_FAR',
  paused: 'STORE_PAUSED',
  full: 'SLOT_FULL',
  'held-full': 'SLOT_FULL',
  few: undefined,
  open: undefined,
} as const satisfies Record<SlotState, OrderRejection['code'] | undefined>;

const dayAfter = (history: History) => {
  const { recorded } = played(history);
  const day = serviceDayDecider.initial();
  recorded.forEach(({ event, at }, n) => serviceDayDecider.evolve(day, event, { at, revision: BigInt(n) }));
  return { day, recorded, last: recorded.at(-1)?.at ?? MORNING };
};

/** The ladder once more, told from the sums of one slot that were added up by hand. */
const stateByHand = (sums: readonly PlainSum[], slot: string, history: History, now: string): SlotState => {
  const { leadMinutes, fewPercent } = history.plan.terms;
  const fits = (taken: (sum: PlainSum) => number) =>
    sums.every(sum => {
      const least = sum.dimension === 'orders' || sum.dimension === 'items' ? 1 : 0;
      return taken(sum) + least <= sum.limit;
    });
  if (Date.parse(now) >= Date.parse(slot)) return 'past';
  if (Date.parse(now) >= Date.parse(slot) - leadMinutes * 60_000) return 'too-soon';
  if (!fits(sum => sum.confirmed)) return 'full';
  if (!fits(sum => sum.confirmed + sum.held)) return 'held-full';
  const few = sums.some(
    ({ limit, held, confirmed }) => Math.max(0, limit - held - confirmed) <= (limit * fewPercent) / 100,
  );
  return few ? 'few' : 'open';
};

describe('whatever happened on a day', () => {
  const cases = fc.tuple(histories, fc.integer({ min: 0, max: 3_600_000 }));

  it('the answer is what adding up its events by hand says', () => {
    holds(
      200,
      fc.property(cases, ([history, aheadMs]) => {
        const { day, recorded, last } = dayAfter(history);
        if (!isOpened(day)) return;
        const now = after(last, 0, aheadMs);
        const sums = new PlainTally(recorded.map(({ event }) => event)).sumsAt(now);
        for (const { start, state, load: told, earliestExpiry } of availabilityAt(day, now).slots) {
          const ofSlot = sums.filter(({ slot }) => slot === start);
          expect(state).toBe(stateByHand(ofSlot, start, history, now));
          expect(earliestExpiry).toBe(state === 'held-full' ? ofSlot[0]?.firstExpiry : undefined);
          const expected = ofSlot.map(({ dimension, limit, held, confirmed }) => [
            dimension,
            { limit, held, confirmed, remaining: limit - held - confirmed },
          ]);
          expect(told).toEqual(Object.fromEntries(expected));
        }
      }),
    );
  });

  it('what is offered can be held at that very instant, and what is not is refused for the reason told', () => {
    const smallest = load({ items: 1, amount: 0, prepSeconds: 0 });
    holds(
      200,
      fc.property(cases, ([history, aheadMs]) => {
        const { day, last } = dayAfter(history);
        if (!isOpened(day)) return;
        const now = after(last, 0, aheadMs);
        for (const { start, state } of availabilityAt(day, now).slots) {
          const asking = hold({ orderId: 'ord_new', slot: start, load: smallest });
          const decision = serviceDayDecider.decide(day, asking, now);
          expect(decision.kind === 'rejected' ? decision.rejection.code : undefined).toBe(REFUSAL_IN[state]);
        }
      }),
    );
  });
});
