import fc from 'fast-check';
import type { RecordPosUpdate } from '../../../src/orders/domain/delivery.commands.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { KITCHEN_STEPS } from '../../../src/orders/domain/service-day.js';
import { foldOf } from '../../specification/decider-specification.js';
import { holds } from '../../specification/property.js';
import {
  dayOpened,
  deliveryStarted,
  MORNING,
  ORDER_ID,
  orderConfirmed,
  orderDelivered,
  posSays,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const STEPS = ['received', ...KITCHEN_STEPS.slice(1)];

const before: readonly (readonly OrderEvent[])[] = [
  [dayOpened(), timeslotHeld(), orderConfirmed()],
  [dayOpened(), timeslotHeld(), orderConfirmed(), deliveryStarted()],
  [dayOpened(), timeslotHeld(), orderConfirmed(), deliveryStarted(), orderDelivered()],
];

const forwards = fc.subarray([...STEPS, 'mislaid'], { minLength: 1 });
const reopenedOnce = fc.subarray(['in-preparation', 'on-fire', 'ready', 'collected']);

/**
 * The life of one ticket as its POS told it: some of the steps, words nobody knows among them, reopened any number of
 * times, and perhaps a void at the end.
 */
const feeds = fc
  .tuple(forwards, fc.array(reopenedOnce, { maxLength: 3 }), fc.boolean())
  .map(([steps, reopenings, voided]) => [
    ...steps,
    ...reopenings.flatMap(again => ['reopened', ...again]),
    ...(voided ? ['voided'] : []),
  ])
  .map(statuses => statuses.map((status, n) => posSays(status, n + 1)));

/** Where the order stands after its ticket's changes came in this order. */
const standingAfter = (facts: readonly OrderEvent[], updates: readonly RecordPosUpdate[]) => {
  const day = foldOf(serviceDayDecider, facts, MORNING);
  for (const update of updates) {
    const decision = serviceDayDecider.decide(day, update, slot(0));
    if (decision.kind === 'rejected') throw new Error(decision.rejection.code);
    for (const event of decision.events) serviceDayDecider.evolve(day, event, { at: slot(0), revision: 9n });
  }
  const order = day.orders.get(ORDER_ID);
  if (order === undefined || !('delivery' in order)) throw new Error('the order is gone');
  const { status, delivery, kitchen, ticketVersion } = order;
  return { status, delivery, ...(status === 'confirmed' ? { kitchen, ticketVersion } : {}) };
};

describe('the changes of one ticket', () => {
  it('lead to the same standing in whatever order they come, and however often', () => {
    const cases = feeds.chain(feed =>
      fc.record({
        facts: fc.constantFrom(...before),
        feed: fc.constant(feed),
        mixed: fc
          .array(fc.constantFrom(...feed), { maxLength: 6 })
          .chain(repeated =>
            fc.shuffledSubarray([...feed, ...repeated], { minLength: feed.length + repeated.length }),
          ),
      }),
    );
    holds(
      300,
      fc.property(cases, ({ facts, feed, mixed }) => {
        expect(standingAfter(facts, mixed)).toEqual(standingAfter(facts, feed));
      }),
    );
  });
});
