import fc from 'fast-check';
import { isOpened, type OpenedDay } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import type { ConfirmedOrder } from '../../../src/orders/domain/service-day.js';
import { nextDeliveryStep, type DeliveryStep } from '../../../src/pos-gateway/domain/delivery-policy.js';
import { foldOf } from '../../specification/decider-specification.js';
import { holds } from '../../specification/property.js';
import {
  after,
  before,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  MORNING,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  slot,
  startDelivery,
  timeslotHeld,
} from '../../specification/service-day.js';
import { histories, played } from '../../specification/service-day-history.js';

const due = before(slot(0), 15);
const giveUp = before(slot(0), 5);
const tooLate = after(giveUp, 0, 1);

const stepAfter = (facts: readonly OrderEvent[], now: string): DeliveryStep => {
  const day = foldOf(serviceDayDecider, [dayOpened(), timeslotHeld(), orderConfirmed(), ...facts], MORNING);
  const order = day.orders.get('ord_1');
  if (!isOpened(day) || order === undefined || !('delivery' in order)) throw new Error('no order');
  return nextDeliveryStep(day, order, now);
};

describe('a confirmed order', () => {
  it.each([
    ['long before', MORNING],
    ['when it is due', due],
    ['when it was confirmed after it was due', after(due, 3)],
    ['at the very give-up', giveUp],
  ])('is to be sent when it is due, told %s', (_, now) => {
    expect(stepAfter([], now)).toEqual({ kind: 'start', attempt: 1, at: due });
  });

  it.each([
    ['not sent', [deliveryStarted(), deliveryNotSent()]],
    ['proven absent', [deliveryStarted(), deliveryUnknown(), deliveryProvenAbsent()]],
  ])('is to be sent again when its last attempt was %s', (_, facts) => {
    expect(stepAfter(facts, giveUp)).toEqual({ kind: 'start', attempt: 2, at: due });
  });

  it.each([
    ['without an outcome', [deliveryStarted()]],
    ['of unknown outcome', [deliveryStarted(), deliveryUnknown()]],
  ])('with an attempt %s waits until that is settled', (_, facts) => {
    expect(stepAfter(facts, giveUp)).toEqual({ kind: 'settle', claim: deliveryStarted().data });
  });

  it.each([
    ['delivered', [deliveryStarted(), orderDelivered()]],
    ['with a person', [deliveryEscalated()]],
    ['with a person, an attempt being open', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
    ['called off', [orderCancelled()]],
    ['voided at the POS', [deliveryStarted(), orderDelivered(), orderVoidedAtPos()]],
  ])('needs nothing when it is %s, be it late', (_, facts) => {
    expect(stepAfter(facts, MORNING)).toEqual({ kind: 'none' });
    expect(stepAfter(facts, tooLate)).toEqual({ kind: 'none' });
  });
});

describe('a millisecond after give-up, a person is told', () => {
  const twiceNotSent = [
    deliveryStarted(),
    deliveryNotSent(),
    deliveryStarted({ attempt: 2 }),
    deliveryNotSent({ attempt: 2 }),
  ];

  it.each([
    ['it could not be sent in time', []],
    ['none of 2 attempts reached the POS', twiceNotSent],
    ['the POS never said whether it has attempt 1; a ticket may exist', [deliveryStarted()]],
    [
      'the POS never said whether it has attempt 1; a ticket may exist',
      [deliveryStarted(), deliveryUnknown()],
    ],
  ])('that %s', (detail, facts) => {
    expect(stepAfter(facts, giveUp).kind).not.toBe('escalate');
    expect(stepAfter(facts, tooLate)).toEqual({ kind: 'escalate', cause: 'gave-up', detail });
  });
});

describe('whatever happened on a day', () => {
  const causeOf = (step: DeliveryStep) => (step.kind === 'escalate' ? { cause: step.cause } : {});

  const expectAgreement = (day: OpenedDay, order: ConfirmedOrder, now: string): void => {
    const { orderId } = order;
    const step = nextDeliveryStep(day, order, now);
    const { kind } = step;
    const claim = serviceDayDecider.decide(day, startDelivery({ orderId }), now);
    expect(claim.kind).toBe(kind === 'start' ? 'accepted' : 'rejected');
    const escalation = serviceDayDecider.decide(day, escalate({ orderId, ...causeOf(step) }), now);
    const recorded = escalation.kind === 'accepted' ? escalation.events.map(({ type }) => type) : [];
    expect(recorded).toEqual(kind === 'none' ? [] : ['DeliveryEscalated']);
  };

  it('the day accepts what the policy wants done, and refuses a claim the policy does not want', () => {
    const cases = fc.tuple(histories, fc.integer({ min: 0, max: 3_600_000 }));
    holds(
      200,
      fc.property(cases, ([history, aheadMs]) => {
        const { recorded } = played(history);
        const events = recorded.map(({ event }) => event);
        const day = foldOf(serviceDayDecider, events, MORNING);
        const now = after(recorded.at(-1)?.at ?? MORNING, 0, aheadMs);
        if (!isOpened(day)) return;
        for (const order of day.orders.values()) {
          if ('delivery' in order) expectAgreement(day, order, now);
        }
      }),
    );
  });
});
