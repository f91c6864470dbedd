import fc from 'fast-check';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { PlainSendings, type Wrong } from '../../specification/plain-sendings.js';
import { counterexampleOf, holds } from '../../specification/property.js';
import { dayClosed, MORNING, resendDelivery } from '../../specification/service-day.js';
import { deafTo, histories, played } from '../../specification/service-day-history.js';

const RUNS = 400;

/** What is wrong with what is sent when a history happens to a day that decides by `decider`. */
const wrongWith = (history: Parameters<typeof played>[0], decider = serviceDayDecider): readonly Wrong[] => {
  const sendings = new PlainSendings();
  return played(history, decider).recorded.flatMap(({ event, at }) => sendings.read(event, at));
};

describe('whatever happens on a day, in whatever order', () => {
  it('an order is sent by one claim at a time, by its owner, to its account, in time, and only while it is wanted', () => {
    holds(
      RUNS,
      fc.property(histories, history => {
        expect(wrongWith(history)).toEqual([]);
      }),
    );
  });

  const timeless: typeof serviceDayDecider = {
    ...serviceDayDecider,
    decide: (day, command, at) =>
      serviceDayDecider.decide(day, command, command.type === 'StartDelivery' ? MORNING : at),
  };

  const unclosed: typeof serviceDayDecider = {
    ...deafTo('ServiceDayClosed'),
    decide: (day, command, at) =>
      command.type === 'CloseServiceDay'
        ? { kind: 'accepted', events: [dayClosed()] }
        : serviceDayDecider.decide(day, command, at),
  };

  /** Takes every resend for one that comes in time. */
  const credulous: typeof serviceDayDecider = {
    ...serviceDayDecider,
    decide: (day, command, at) => {
      if (command.type !== 'ResendDelivery') return serviceDayDecider.decide(day, command, at);
      const { sendBy } = command;
      const decision = serviceDayDecider.decide(day, { ...command, sendBy: resendDelivery().sendBy }, at);
      if (decision.kind === 'rejected') return decision;
      const late = ({ type, data }: OrderEvent) => ({ type, data: { ...data, sendBy } }) as OrderEvent;
      return { kind: 'accepted', events: decision.events.map(late) };
    },
  };

  it.each<[Wrong, string, typeof serviceDayDecider]>([
    ['open', 'forgets what it has claimed', deafTo('DeliveryStarted')],
    ['called-off', 'forgets what was called off', deafTo('CancellationRequested')],
    ['called-off', 'sends what is cancelled', deafTo('OrderCancelled')],
    ['delivered', 'sends what the POS has', deafTo('OrderDelivered')],
    ['with-a-person', 'sends what a person has', deafTo('DeliveryEscalated')],
    ['late', 'looks at no clock', timeless],
    ['unsafe', 'looks at no window in which its POS recognises an order', credulous],
    ['closed', 'closes its books at any time, and sends on', unclosed],
    ['stale', 'hears no owner', deafTo('DeliveryOwnershipTaken')],
    ['elsewhere', 'goes on with the account it was opened with', deafTo('ServiceDayTermsChanged')],
  ])('and %s would be noticed: a day that %s is found out', (wrong, _, careless) => {
    const innocent = fc.property(histories, history => !wrongWith(history, careless).includes(wrong));
    expect(counterexampleOf(5 * RUNS, innocent)).toBeDefined();
  });
});
