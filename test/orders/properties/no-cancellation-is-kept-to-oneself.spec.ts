import fc from 'fast-check';
import { orderOf, type OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { counterexampleOf, holds } from '../../specification/property.js';
import { cancellationTold } from '../../specification/service-day.js';
import { histories, played, type Recorded } from '../../specification/service-day-history.js';

const RUNS = 400;

const BY_PERSON: readonly string[] = ['cancellation-untold', 'event-parked'];

/** What an event says of whether the order it is about is still to be told as cancelled; undefined where nothing. */
const saysOfTelling = ({ type, data }: OrderEvent): 'owed' | 'settled' | 'over' | undefined => {
  if (type === 'OrderVoided' || type === 'OrderVoidedAtPos') return 'over';
  if (type === 'OrderCancelled') return 'owed';
  if (type === 'CancellationTold') return 'settled';
  return type === 'DeliveryEscalated' && BY_PERSON.includes(data.cause) ? 'settled' : undefined;
};

/** Orders that were called off and of which, when the books were closed, neither a storefront nor a person knew. */
const keptBack = (recorded: readonly Recorded[]): readonly string[] => {
  const closing = recorded.findIndex(({ event }) => event.type === 'ServiceDayClosed');
  const standing = new Map<string, string>();
  for (const { event } of recorded.slice(0, Math.max(closing, 0))) {
    const orderId = orderOf(event);
    const said = saysOfTelling(event);
    if (orderId === undefined || said === undefined) continue;
    // The first end an order came to stays its end, and nothing is owed before it is cancelled.
    const before = standing.get(orderId);
    if (before !== 'over' && (said !== 'settled' || before === 'owed')) standing.set(orderId, said);
  }
  return [...standing].flatMap(([orderId, said]) => (said === 'owed' ? [orderId] : []));
};

describe('whatever happens on a day, in whatever order', () => {
  const keeps = (decider: typeof serviceDayDecider) =>
    fc.property(histories, history => keptBack(played(history, decider).recorded).length === 0);

  it('its books are closed only when every cancellation was told, or went to a person', () => {
    holds(RUNS, keeps(serviceDayDecider));
  });

  it('and a day that takes every cancellation for told is found out', () => {
    const careless: typeof serviceDayDecider = {
      ...serviceDayDecider,
      evolve: (day, event, recording) => {
        serviceDayDecider.evolve(day, event, recording);
        if (event.type !== 'OrderCancelled') return;
        const { orderId } = event.data;
        serviceDayDecider.evolve(day, cancellationTold({ orderId }), recording);
      },
    };
    expect(counterexampleOf(5 * RUNS, keeps(careless))).toBeDefined();
  });
});
