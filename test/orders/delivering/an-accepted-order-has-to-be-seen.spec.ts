import {
  cancel,
  cancellationRequested,
  closeDay,
  dayOpened,
  deliveryEscalated,
  deliveryProvenAbsent,
  deliveryResolved,
  deliveryStarted,
  escalate,
  forget,
  given,
  nothing,
  orderAcknowledged,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  outcomes,
  posSays,
  recordDelivery,
  redeliver,
  redeliveryOrdered,
  rejected,
  resolve,
  slot,
  startDelivery,
  ticketNotShown,
  timeslotHeld,
  voidedByPos,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const accepted = [...confirmed, deliveryStarted(), orderDelivered()] as const;
const relayed = [...confirmed, deliveryStarted({ acceptedMeans: 'relay' }), orderDelivered()] as const;
const told = deliveryEscalated({
  cause: 'ticket-never-shown',
  detail: 'the POS accepted it as ticket tick_1, and shows no such ticket to anybody',
  attempts: 1,
  outcomeOpen: true,
});
const neverShown = [...accepted, ticketNotShown(), told] as const;
const missing = recordDelivery(outcomes.notShown);

describe('a ticket that the POS accepted and shows nowhere', () => {
  it('is recorded, and a person is told in the same breath', () => {
    given(...accepted)
      .when(missing)
      .then(ticketNotShown(), told);
  });

  it.each([
    ['the kitchen has seen it', [...accepted, orderAcknowledged()]],
    ['the order is called off', [...accepted, cancellationRequested()]],
    ['the POS has voided it', [...accepted, ...voidedByPos()]],
    ['it was said before', neverShown],
    ['nobody knows of such a ticket', [...confirmed, deliveryStarted()]],
    ['by which attempt it came is not known', [...confirmed, orderDelivered()]],
  ])('is nothing new where %s', (_, facts) => {
    given(...facts)
      .when(missing)
      .then(nothing);
  });

  it('may be there all the same: nothing is sent by itself, and the order is not simply called off', () => {
    given(...neverShown)
      .when(startDelivery())
      .then(rejected('DELIVERY_NEEDS_A_PERSON'));
    given(...neverShown)
      .when(cancel())
      .then(cancellationRequested());
    given(...neverShown, cancellationRequested())
      .when(recordDelivery(outcomes.provenAbsent))
      .then(deliveryProvenAbsent(), orderCancelled());
  });

  it('is had sent once more by an operator, who closes its attempt', () => {
    given(...neverShown)
      .when(redeliver())
      .then(redeliveryOrdered({ closedAttempt: 1 }));
  });

  it('is there when it is seen', () => {
    given(...neverShown)
      .when(posSays('acknowledged', 2))
      .then(orderDelivered({ learnedBy: 'feed' }), orderAcknowledged({ version: 2 }));
  });
});

describe('an order that a relay accepted', () => {
  const unheard = escalate({ cause: 'not-acknowledged', detail: 'its store is silent' });
  const silent = deliveryEscalated({
    cause: 'not-acknowledged',
    detail: 'its store is silent',
    attempts: 1,
    outcomeOpen: true,
  });

  it('is told to a person while its store has not acknowledged it, once', () => {
    given(...relayed)
      .when(unheard)
      .then(silent);
    given(...relayed, silent)
      .when(unheard)
      .then(nothing);
  });

  it.each([
    ['its store has acknowledged it', [...relayed, orderAcknowledged()]],
    ['it is called off', [...relayed, cancellationRequested()]],
    ['the POS itself accepted it', accepted],
  ])('is told to nobody where %s', (_, facts) => {
    given(...facts)
      .when(unheard)
      .then(nothing);
  });

  it('has no end before that: its day stays open, and its guest is still needed', () => {
    given(...relayed)
      .when(closeDay({ throughRevision: '4' }))
      .at(slot(100))
      .then(rejected('DAY_CANNOT_CLOSE', { orders: ['ord_1'] }));
    given(...relayed)
      .when(forget())
      .then(rejected('ORDER_STILL_OWED'));
  });

  it('may be had sent once more by an operator then', () => {
    given(...relayed, silent)
      .when(redeliver())
      .then(redeliveryOrdered({ closedAttempt: 1 }));
  });
});

describe('an order whose ticket the POS has voided by itself', () => {
  it('is not sent again, and whoever told its guest says that it is not there', () => {
    given(...accepted, ...voidedByPos())
      .when(startDelivery())
      .then(rejected('ORDER_CANCELLED'));
    given(...accepted, ...voidedByPos())
      .when(resolve({ as: 'not-delivered' }))
      .then(deliveryResolved({ as: 'not-delivered' }));
  });
});
