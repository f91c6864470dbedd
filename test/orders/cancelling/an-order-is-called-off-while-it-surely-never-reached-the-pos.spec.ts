import {
  cancel,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryRejected,
  deliveryStarted,
  deliveryUnknown,
  given,
  hold,
  holdExpired,
  holdReleased,
  nothing,
  orderCancelled,
  orderCollected,
  orderConfirmed,
  orderDelivered,
  orderInPreparation,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  rejected,
  timeslotHeld,
} from '../../specification/service-day.js';

const lastPlace = dayOpened({ limits: { orders: 1 } });
const confirmed = [lastPlace, timeslotHeld(), orderConfirmed()] as const;

describe('an order that surely never reached the POS', () => {
  it.each([
    ['waiting', []],
    ['provably not sent', [deliveryStarted(), deliveryNotSent()]],
    ['proven absent', [deliveryStarted(), deliveryUnknown(), deliveryProvenAbsent()]],
    ['rejected and with a person', [deliveryStarted(), deliveryRejected(), deliveryEscalated()]],
    ['given up without ever having been sent', [deliveryEscalated()]],
  ])('can be called off while it is %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(cancel())
      .then(orderCancelled());
  });

  it('says who called it off and why', () => {
    given(...confirmed)
      .when(cancel({ by: 'operator-2', reason: 'the oven is broken' }))
      .then(orderCancelled({ by: 'operator-2', reason: 'the oven is broken' }));
  });

  it('gives its place back', () => {
    given(...confirmed, orderCancelled())
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });

  it('is called off once: again is satisfied, whoever asks', () => {
    given(...confirmed, orderCancelled())
      .when(cancel({ by: 'operator-2', reason: 'me too' }))
      .then(nothing);
  });
});

describe('an order that may have reached the POS', () => {
  it.each([
    ['on its way', [deliveryStarted()], 1],
    ['of unknown whereabouts', [deliveryStarted(), deliveryUnknown()], 1],
    ['on its way again', [deliveryStarted(), deliveryNotSent(), deliveryStarted({ attempt: 2 })], 2],
    ['given up while an attempt is open', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })], 1],
  ])('cannot be called off while it is %s', (_, facts, attempt) => {
    given(...confirmed, ...facts)
      .when(cancel())
      .then(rejected('DELIVERY_IN_FLIGHT', { orderId: 'ord_1', attempt }));
  });

  it('keeps its place', () => {
    given(...confirmed, deliveryStarted(), deliveryUnknown())
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(rejected('SLOT_FULL', { confirmed: 1 }));
  });
});

describe('an order that the POS has', () => {
  it.each([
    ['delivered', []],
    ['in preparation', [orderInPreparation()]],
  ])('cannot be called off once it is %s', (_, facts) => {
    given(...confirmed, deliveryStarted(), orderDelivered(), ...facts)
      .when(cancel())
      .then(rejected('ORDER_ALREADY_SENT', { orderId: 'ord_1', ticketId: 'tick_1' }));
  });

  it.each([
    ['collected', orderCollected()],
    ['voided at the POS', orderVoidedAtPos()],
  ])('is complete once it is %s', (_, fact) => {
    given(...confirmed, deliveryStarted(), orderDelivered(), fact)
      .when(cancel())
      .then(rejected('ORDER_ALREADY_COMPLETED', { orderId: 'ord_1' }));
  });
});

describe('what is no order', () => {
  it.each([
    ['a hold', [timeslotHeld()]],
    ['a lapsed hold', [timeslotHeld(), holdExpired()]],
    ['a released hold', [timeslotHeld(), holdReleased()]],
  ])('is not called off: %s', (_, facts) => {
    given(lastPlace, ...facts)
      .when(cancel())
      .then(rejected('ORDER_NOT_CONFIRMED', { orderId: 'ord_1' }));
  });

  it('is unknown when nobody ever held it', () => {
    given(lastPlace)
      .when(cancel())
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });
});
