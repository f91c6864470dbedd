import {
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryRejected,
  deliveryStarted,
  deliveryUnknown,
  given,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  outcomes,
  recordDelivery,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const inFlight = [...confirmed, deliveryStarted()] as const;
const unknown = [...inFlight, deliveryUnknown()] as const;
const rejection = [
  deliveryRejected(),
  deliveryEscalated({ cause: 'rejected', detail: 'UNKNOWN_SKU: no soup', attempts: 1 }),
] as const;

describe('the outcome of an attempt', () => {
  it('is a ticket', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
  });

  it('is that nothing was sent', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.notSent))
      .then(deliveryNotSent());
  });

  it('is the POS’s final word, which hands the order to a person in the same breath', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.rejected))
      .then(...rejection);
  });

  it('is unknown', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.unknown))
      .then(deliveryUnknown());
  });

  it('counts also when it becomes known only after give-up', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.accepted))
      .at(slot(1))
      .then(orderDelivered());
  });
});

describe('an attempt whose outcome is unknown', () => {
  it('is settled by a ticket that is found', () => {
    const found = { kind: 'accepted', ticketId: 'tick_9', learnedBy: 'look-up' } as const;
    given(...unknown)
      .when(recordDelivery(found))
      .then(orderDelivered({ ticketId: 'tick_9', learnedBy: 'look-up' }));
  });

  it('is settled by the proof that there is none', () => {
    given(...unknown)
      .when(recordDelivery(outcomes.provenAbsent))
      .then(deliveryProvenAbsent());
  });

  it('is settled by a late refusal', () => {
    given(...unknown)
      .when(recordDelivery(outcomes.rejected))
      .then(...rejection);
  });

  it('is not unknown twice', () => {
    given(...unknown)
      .when(recordDelivery({ kind: 'unknown', why: 'still no answer' }))
      .then(nothing);
  });

  it('may never have been reported: a claim found without an outcome is settled the same way', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.provenAbsent))
      .then(deliveryProvenAbsent());
  });
});

describe('an outcome that comes too late to matter', () => {
  const failures = [outcomes.notSent, outcomes.unknown, outcomes.rejected, outcomes.provenAbsent] as const;

  it.each(failures)('changes nothing once the POS has the order: $kind', outcome => {
    given(...inFlight, orderDelivered())
      .when(recordDelivery(outcome))
      .then(nothing);
  });

  it.each(failures)(
    'changes nothing about the attempt that is open now: $kind of the one before',
    outcome => {
      given(...inFlight, deliveryNotSent(), deliveryStarted({ attempt: 2 }))
        .when(recordDelivery(outcome))
        .then(nothing);
    },
  );

  it.each(failures)('changes nothing when no attempt is open: $kind', outcome => {
    given(...inFlight, deliveryNotSent())
      .when(recordDelivery(outcome))
      .then(nothing);
  });

  it.each(failures)('changes nothing when a person has the order: $kind', outcome => {
    given(...inFlight, deliveryEscalated({ outcomeOpen: true }))
      .when(recordDelivery(outcome))
      .then(nothing);
  });

  it('changes nothing of an attempt that was never made', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.notSent, { attempt: 2 }))
      .then(nothing);
  });

  it('is no second ticket: the first one named stays', () => {
    given(...inFlight, orderDelivered())
      .when(recordDelivery({ ...outcomes.accepted, ticketId: 'tick_2' }))
      .then(nothing);
  });
});

describe('a ticket', () => {
  it.each([
    ['an attempt that was taken for not sent', [...inFlight, deliveryNotSent()]],
    ['the attempt before this one', [...inFlight, deliveryNotSent(), deliveryStarted({ attempt: 2 })]],
    ['an order that a person has', [...inFlight, deliveryEscalated({ outcomeOpen: true })]],
    ['an order that the POS had refused', [...inFlight, ...rejection]],
    ['an order that was called off', [...inFlight, deliveryNotSent(), orderCancelled()]],
  ])('is believed whatever was thought before: of %s', (_, facts) => {
    given(...facts)
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
  });
});

describe('an outcome of what is no order', () => {
  it.each([
    ['a stranger', []],
    ['a hold', [timeslotHeld()]],
  ])('is refused: %s', (_, facts) => {
    given(dayOpened(), ...facts)
      .when(recordDelivery(outcomes.accepted))
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });
});
