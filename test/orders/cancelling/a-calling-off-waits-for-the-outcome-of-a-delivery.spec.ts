import {
  cancel,
  cancellationRequested,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryRejected,
  deliveryResent,
  deliveryResolved,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  given,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  outcomes,
  recordDelivery,
  rejected,
  resendDelivery,
  startDelivery,
  startVoid,
  timeslotHeld,
  voidStarted,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const asked = cancellationRequested({ by: 'operator-2', reason: 'the oven is broken' });
const inFlight = [...confirmed, deliveryStarted(), asked] as const;
const called = orderCancelled({ by: 'operator-2', reason: 'the oven is broken' });

describe('a calling off that was asked for', () => {
  it.each([
    ['that nothing was sent', outcomes.notSent, deliveryNotSent()],
    ['that there is no ticket', outcomes.provenAbsent, deliveryProvenAbsent()],
    ['that the POS refuses it', outcomes.rejected, deliveryRejected()],
  ])('is complete with the proof %s, in the words of who asked', (_, outcome, fact) => {
    given(...inFlight)
      .when(recordDelivery(outcome))
      .then(fact, called);
  });

  it.each([
    ['that there is no ticket', outcomes.provenAbsent, deliveryProvenAbsent()],
    ['that the POS refuses it', outcomes.rejected, deliveryRejected()],
  ])('is complete with the proof %s, though nobody knew at first', (_, outcome, fact) => {
    given(...inFlight, deliveryUnknown())
      .when(recordDelivery(outcome))
      .then(fact, called);
  });

  it('is not complete with the proof that what was sent again was not sent: it was sent before', () => {
    given(...inFlight, deliveryUnknown(), deliveryResent())
      .when(recordDelivery(outcomes.notSent))
      .then(nothing);
  });

  it('is complete with such a proof even where a person has the order', () => {
    given(...inFlight, deliveryUnknown(), deliveryEscalated({ outcomeOpen: true }))
      .when(recordDelivery(outcomes.provenAbsent))
      .then(deliveryProvenAbsent(), called);
  });

  it('is not complete while nobody knows', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.unknown))
      .then(deliveryUnknown());
    given(...inFlight, deliveryEscalated({ outcomeOpen: true }))
      .when(recordDelivery(outcomes.unknown))
      .then(nothing);
  });

  it('is followed by a void once the ticket is known', () => {
    given(...inFlight)
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
    given(...inFlight, orderDelivered())
      .when(startVoid())
      .then(voidStarted());
  });

  it('lets nothing more be sent', () => {
    given(...inFlight)
      .when(startDelivery())
      .then(rejected('CANCELLATION_REQUESTED', { orderId: 'ord_1' }));
    given(...inFlight, deliveryUnknown())
      .when(resendDelivery())
      .then(rejected('CANCELLATION_REQUESTED', { orderId: 'ord_1' }));
  });

  it('goes back to a person where a person handed the order over: there is no ticket to take back', () => {
    given(...confirmed, deliveryResolved())
      .when(cancel())
      .then(
        cancellationRequested(),
        deliveryEscalated({
          cause: 'cannot-void',
          detail: 'it was handed over without a ticket, so the POS has none to take back',
        }),
      );
  });
});

describe('a ticket that is found of an order called off before', () => {
  const found = [...confirmed, deliveryStarted(), deliveryNotSent(), orderCancelled()] as const;

  it('is recorded, and taken back by nobody but a person: by which attempt it came is not known', () => {
    given(...found)
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
    given(...found, orderDelivered())
      .when(startVoid())
      .then(rejected('TICKET_ELSEWHERE', { account: undefined }));
  });

  it.each([
    ['nobody was told of anything', []],
    ['a person was told that it could not be sent', [deliveryEscalated()]],
  ])('is told of where its POS cannot take it back, though %s', (_, facts) => {
    given(...found, ...facts, orderDelivered())
      .when(escalate({ cause: 'cannot-void', detail: 'it is live' }))
      .then(deliveryEscalated({ cause: 'cannot-void', detail: 'it is live', attempts: 1 }));
  });

  it('is told of once', () => {
    given(...found, orderDelivered(), deliveryEscalated({ cause: 'cannot-void' }))
      .when(escalate({ cause: 'cannot-void', detail: 'it is still live' }))
      .then(nothing);
  });
});
