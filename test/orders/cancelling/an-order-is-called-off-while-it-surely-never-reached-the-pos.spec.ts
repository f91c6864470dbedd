import {
  cancel,
  cancellationRequested,
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
  orderVoided,
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
    ['on its way', [deliveryStarted()]],
    ['of unknown whereabouts', [deliveryStarted(), deliveryUnknown()]],
    ['on its way again', [deliveryStarted(), deliveryNotSent(), deliveryStarted({ attempt: 2 })]],
    ['given up while an attempt is open', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
    ['delivered', [deliveryStarted(), orderDelivered()]],
    ['in preparation', [deliveryStarted(), orderDelivered(), orderInPreparation()]],
  ])('is asked to be called off while it is %s, once, whoever asks', (_, facts) => {
    given(...confirmed, ...facts)
      .when(cancel())
      .then(cancellationRequested());
    given(...confirmed, ...facts, cancellationRequested())
      .when(cancel({ by: 'operator-2', reason: 'me too' }))
      .then(nothing);
  });

  it('keeps its place, whether or not it is asked to be called off', () => {
    const unknown = [...confirmed, deliveryStarted(), deliveryUnknown()] as const;
    for (const facts of [unknown, [...unknown, cancellationRequested()]]) {
      given(...facts)
        .when(hold({ orderId: OTHER_ORDER_ID }))
        .then(rejected('SLOT_FULL', { confirmed: 1 }));
    }
  });
});

describe('an order that came to its end', () => {
  it.each([
    ['collected', orderCollected()],
    ['voided at the POS', orderVoidedAtPos()],
    ['called off, and its ticket taken back', orderVoided()],
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
