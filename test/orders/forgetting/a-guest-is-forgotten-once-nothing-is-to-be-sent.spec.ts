import {
  dayOpened,
  deliveryEscalated,
  deliveryStarted,
  deliveryUnknown,
  forget,
  given,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  personalDataForgotten,
  posSays,
  orderReady,
  rejected,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;

describe('a guest is forgotten', () => {
  it.each([
    ['delivered', [orderDelivered()]],
    ['called off', [orderCancelled()]],
    ['voided', [orderDelivered(), orderVoidedAtPos()]],
  ])('once the order is %s, in the name of who asked', (_, facts) => {
    given(...confirmed, ...facts)
      .when(forget({ by: 'operator-2' }))
      .then(personalDataForgotten({ by: 'operator-2' }));
  });

  it('once', () => {
    given(...confirmed, orderDelivered(), personalDataForgotten())
      .when(forget())
      .then(nothing);
  });

  it('and the order goes on', () => {
    given(...confirmed, orderDelivered(), personalDataForgotten())
      .when(posSays('ready', 2))
      .then(orderReady({ version: 2 }));
  });
});

describe('a guest is not forgotten', () => {
  it.each([
    ['waits', []],
    ['is in flight', [deliveryStarted()]],
    ['is of unknown whereabouts', [deliveryStarted(), deliveryUnknown()]],
    ['is with a person, who needs the name', [deliveryEscalated()]],
  ])('while the order %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(forget())
      .then(rejected('ORDER_STILL_OWED', { orderId: 'ord_1' }));
  });

  it('where there is no order', () => {
    given(dayOpened(), timeslotHeld()).when(forget()).then(rejected('ORDER_UNKNOWN'));
    given().when(forget()).then(rejected('ORDER_UNKNOWN'));
  });
});
