import {
  before,
  cancellationRequested,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryStarted,
  deliveryUnknown,
  given,
  heldAndConfirmed,
  hold,
  move,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderMoved,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  rejected,
  slot,
  startDelivery,
  deliveryResolved,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const onePlace = dayOpened({ limits: { orders: 1 } });
const confirmed = [onePlace, timeslotHeld(), orderConfirmed()] as const;

describe('an order moves to another slot of its day', () => {
  it.each([
    ['waits', []],
    ['was provably not sent', [deliveryStarted(), deliveryNotSent()]],
    ['was given up without ever having been sent', [deliveryEscalated()]],
  ])('while it %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(move())
      .then(orderMoved());
  });

  it('and its capacity goes with it', () => {
    given(...confirmed, orderMoved())
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
    given(...confirmed, orderMoved())
      .when(hold({ orderId: OTHER_ORDER_ID, slot: slot(1) }))
      .then(rejected('SLOT_FULL', { confirmed: 1 }));
  });

  it('and is due, and given up, by the slot it went to', () => {
    given(...confirmed, deliveryEscalated(), orderMoved())
      .when(startDelivery())
      .at(before(slot(1), 5))
      .then(deliveryStarted({ deadline: before(slot(1), 5) }));
  });

  it('once: it is where it is to be', () => {
    given(...confirmed, orderMoved())
      .when(move())
      .then(nothing);
  });

  it('out of one that the store sells no longer, and back into none of those', () => {
    const shrunk = termsChanged({ from: 1, slots: 3, outside: [slot(0)] });
    given(...confirmed, shrunk)
      .when(move())
      .then(orderMoved());
    given(onePlace, ...heldAndConfirmed({ slot: slot(1) }), timeslotHeld({ orderId: OTHER_ORDER_ID }), shrunk)
      .when(move({ toSlot: slot(0) }))
      .then(rejected('SLOT_UNKNOWN', { slot: slot(0) }));
  });
});

describe('the slot it would go to is judged as for a new hold', () => {
  it('it may be full', () => {
    given(...confirmed, ...heldAndConfirmed({ orderId: OTHER_ORDER_ID, slot: slot(1) }))
      .when(move())
      .then(rejected('SLOT_FULL', { slot: slot(1), limit: 'orders', capacity: 1, confirmed: 1 }));
  });

  it('it may be too soon, or past', () => {
    given(...confirmed)
      .when(move())
      .at(before(slot(1), 20))
      .then(rejected('SLOT_TOO_SOON', { slot: slot(1) }));
    given(...confirmed)
      .when(move())
      .at(slot(1))
      .then(rejected('SLOT_PAST', { slot: slot(1) }));
  });

  it.each([
    ['before the first slot', before(slot(0), 1_440)],
    ['after the last', slot(40)],
  ])('it may be on another day: %s', (_, toSlot) => {
    given(...confirmed)
      .when(move({ toSlot }))
      .then(rejected('SLOT_ON_OTHER_DAY', { slot: toSlot, businessDate: '2031-06-02' }));
  });
});

describe('an order does not move', () => {
  it.each([
    ['in flight', [deliveryStarted()]],
    ['of unknown whereabouts', [deliveryStarted(), deliveryUnknown()]],
    ['with a person, and perhaps at the POS', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
  ])('while it is %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(move())
      .then(rejected('DELIVERY_IN_FLIGHT', { orderId: 'ord_1', attempt: 1 }));
  });

  it('once the kitchen has it, by whatever way', () => {
    given(...confirmed, deliveryStarted(), orderDelivered())
      .when(move())
      .then(rejected('ORDER_ALREADY_SENT', { ticketId: 'tick_1' }));
    given(...confirmed, deliveryResolved())
      .when(move())
      .then(rejected('ORDER_ALREADY_SENT', { ticketId: undefined }));
  });

  it('once it is called off, or is to be', () => {
    given(...confirmed, deliveryStarted(), cancellationRequested())
      .when(move())
      .then(rejected('CANCELLATION_REQUESTED', { orderId: 'ord_1' }));
    given(...confirmed, orderCancelled())
      .when(move())
      .then(rejected('ORDER_CANCELLED', { orderId: 'ord_1' }));
    given(...confirmed, deliveryStarted(), orderDelivered(), orderVoidedAtPos())
      .when(move())
      .then(rejected('ORDER_ALREADY_COMPLETED', { orderId: 'ord_1' }));
  });

  it('while it is none', () => {
    given(onePlace, timeslotHeld()).when(move()).then(rejected('ORDER_NOT_CONFIRMED'));
    given(onePlace).when(move()).then(rejected('ORDER_UNKNOWN'));
    given().when(move()).then(rejected('ORDER_UNKNOWN'));
  });
});
