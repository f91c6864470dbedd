import fc from 'fast-check';
import { isOpened, type OpenedDay } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import type { ConfirmedOrder } from '../../../src/orders/domain/service-day.js';
import { nextDeliveryStep, type DeliveryStep } from '../../../src/pos-gateway/domain/delivery-policy.js';
import type { PosAtPlace } from '../../../src/pos-gateway/domain/settling-policy.js';
import { foldOf } from '../../specification/decider-specification.js';
import { holds } from '../../specification/property.js';
import {
  after,
  before,
  cancellationRequested,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  MORNING,
  orderAcknowledged,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderMoved,
  orderVoidedAtPos,
  redeliveryOrdered,
  slot,
  startDelivery,
  startVoid,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';
import { histories, played } from '../../specification/service-day-history.js';
import { nowAt, pos } from './poses.js';

const due = before(slot(0), 15);
const giveUp = before(slot(0), 5);
const tooLate = after(giveUp, 0, 1);

const stepAfter = (facts: readonly OrderEvent[], now: string): DeliveryStep => {
  const day = foldOf(serviceDayDecider, [dayOpened(), timeslotHeld(), orderConfirmed(), ...facts], MORNING);
  const order = day.orders.get('ord_1');
  if (!isOpened(day) || order === undefined || !('delivery' in order)) throw new Error('no order');
  return nextDeliveryStep(day, order, nowAt(now), () => pos());
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
    expect(stepAfter(facts, giveUp)).toMatchObject({ kind: 'settle', claim: deliveryStarted().data });
  });

  it.each([
    ['delivered, and the kitchen has seen it', [deliveryStarted(), orderDelivered(), orderAcknowledged()]],
    ['with a person', [deliveryEscalated()]],
    ['with a person, an attempt being open', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
    ['called off', [orderCancelled()]],
    ['voided at the POS', [deliveryStarted(), orderDelivered(), orderVoidedAtPos()]],
  ])('needs nothing when it is %s, be it late', (_, facts) => {
    expect(stepAfter(facts, MORNING)).toEqual({ kind: 'none' });
    expect(stepAfter(facts, tooLate)).toEqual({ kind: 'none' });
  });
});

describe('an order that goes to another slot', () => {
  it('is due when that one is, and given up when that one is', () => {
    expect(stepAfter([orderMoved()], tooLate)).toEqual({
      kind: 'start',
      attempt: 1,
      at: before(slot(1), 15),
    });
    expect(stepAfter([orderMoved()], after(before(slot(1), 5), 0, 1)).kind).toBe('escalate');
  });
});

describe('an order on a day whose terms change', () => {
  const sooner = termsChanged({ terms: { deliverMinutesBefore: 30, giveUpMinutesBefore: 10 } });

  it('is due, and given up, under the new ones', () => {
    expect(stepAfter([sooner], MORNING)).toEqual({ kind: 'start', attempt: 1, at: before(slot(0), 30) });
    expect(stepAfter([sooner], before(slot(0), 10)).kind).toBe('start');
    expect(stepAfter([sooner], after(before(slot(0), 10), 0, 1)).kind).toBe('escalate');
  });
});

describe('an order that an operator has sent once more', () => {
  const ordered = [deliveryEscalated(), redeliveryOrdered()];

  it('is due at once, until the time the order names', () => {
    const step = stepAfter(ordered, tooLate);
    expect(step).toMatchObject({ kind: 'start', attempt: 1 });
    if (step.kind === 'start') expect(step.at <= MORNING).toBe(true);
    expect(stepAfter(ordered, slot(1)).kind).toBe('start');
    expect(stepAfter(ordered, after(slot(1), 0, 1)).kind).toBe('escalate');
  });

  it('is tried again after an attempt that was not sent, and settled after one of unknown outcome', () => {
    const started = [...ordered, deliveryStarted({ deadline: slot(1) })];
    expect(stepAfter([...started, deliveryNotSent()], tooLate)).toMatchObject({ kind: 'start', attempt: 2 });
    expect(stepAfter([...started, deliveryUnknown()], tooLate).kind).toBe('settle');
  });
});

describe('an order that was called off while it may be on its way', () => {
  const called = [deliveryStarted(), cancellationRequested()];

  it.each([
    ['no outcome', []],
    ['an unknown outcome', [deliveryUnknown()]],
  ])('is settled while it has %s, and nothing is sent of it', (_, facts) => {
    const step = { kind: 'settle', claim: deliveryStarted().data, by: 'look-up' };
    expect(stepAfter([...called, ...facts], due)).toEqual(step);
  });

  it('is still looked up after a person was told of it', () => {
    const told = deliveryEscalated({ outcomeOpen: true });
    expect(stepAfter([...called, deliveryUnknown(), told], tooLate).kind).toBe('settle');
    expect(stepAfter([deliveryStarted(), deliveryUnknown(), told], tooLate).kind).toBe('none');
  });
});

describe('a closed day', () => {
  it.each([
    ['an order that is owed', []],
    ['an attempt without an outcome', [deliveryStarted()]],
    ['a ticket that no kitchen has seen yet', [deliveryStarted(), orderDelivered()]],
  ])('leaves %s alone', (_, facts) => {
    expect(stepAfter(facts, due).kind).not.toBe('none');
    expect(stepAfter([...facts, dayClosed()], due)).toEqual({ kind: 'none' });
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
  /** Of an owner whom no other has followed. */
  const NEWEST_EPOCH = 1_000;
  const causeOf = (step: DeliveryStep) => {
    if (step.kind === 'escalate') return { cause: step.cause };
    if (step.kind === 'verify') return { cause: 'not-acknowledged' as const };
    return step.kind === 'void' || step.kind === 'settle-void' ? { cause: 'cannot-void' as const } : {};
  };

  /** Whether an outcome is still looked for, though a person has the order. */
  const isLookedUpOnly = (order: ConfirmedOrder, step: DeliveryStep): boolean =>
    step.kind === 'settle' && order.escalation !== undefined;

  /** Where a person is told only when the POS shows no ticket. */
  const isPosAlone = (step: DeliveryStep): boolean =>
    step.kind === 'verify' && step.claim.acceptedMeans === 'pos';

  const placeOfVoid = (step: DeliveryStep) => {
    if (step.kind === 'void') return step.place;
    return step.kind === 'settle-void' ? step.claim : undefined;
  };

  const isVoidable = (step: DeliveryStep, { voiding }: ConfirmedOrder): boolean =>
    step.kind === 'void' || (step.kind === 'settle-void' && voiding.state === 'unknown');

  const expectAgreement = (
    day: OpenedDay,
    order: ConfirmedOrder,
    now: string,
    there: PosAtPlace,
  ): DeliveryStep['kind'] => {
    const { orderId } = order;
    const step = nextDeliveryStep(day, order, nowAt(now), () => there);
    const { kind } = step;
    const owner = { ...day.plan.posAccount, epoch: NEWEST_EPOCH };
    const claim = serviceDayDecider.decide(day, startDelivery({ orderId, ...owner }), now);
    expect(claim.kind).toBe(kind === 'start' ? 'accepted' : 'rejected');
    const { account, location } = placeOfVoid(step) ?? owner;
    const owned = { orderId, account, location, epoch: NEWEST_EPOCH };
    const taking = serviceDayDecider.decide(day, startVoid(owned), now);
    if (isVoidable(step, order)) expect(taking.kind).toBe('accepted');
    const escalation = serviceDayDecider.decide(day, escalate({ orderId, ...causeOf(step) }), now);
    const recorded = escalation.kind === 'accepted' ? escalation.events.map(({ type }) => type) : [];
    const isAtRest = kind === 'none' || isLookedUpOnly(order, step) || isPosAlone(step);
    expect(recorded).toEqual(isAtRest ? [] : ['DeliveryEscalated']);
    return kind;
  };

  it('the day accepts what the policy wants done, and refuses a claim the policy does not want', () => {
    const seen = new Set<DeliveryStep['kind']>();
    const abilities = fc.boolean().map(voids => pos({ voids }));
    const cuts = fc.integer({ min: 1, max: 4 });
    const cases = fc.tuple(histories, fc.integer({ min: 0, max: 3_600_000 }), abilities, cuts);
    holds(
      300,
      fc.property(cases, ([history, aheadMs, there, quarters]) => {
        const { recorded: whole } = played(history);
        // In the middle of a day more is open than at its end.
        const recorded = whole.slice(0, Math.ceil((whole.length * quarters) / 4));
        const events = recorded.map(({ event }) => event);
        const day = foldOf(serviceDayDecider, events, MORNING);
        const now = after(recorded.at(-1)?.at ?? MORNING, 0, aheadMs);
        if (!isOpened(day)) return;
        for (const order of day.orders.values()) {
          if ('delivery' in order) seen.add(expectAgreement(day, order, now, there));
        }
      }),
    );
    expect([...seen]).toEqual(
      expect.arrayContaining(['none', 'start', 'settle', 'escalate', 'void', 'verify']),
    );
  });
});
