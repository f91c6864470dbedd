import {
  after,
  before,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryProvenAbsent,
  deliveryRejected,
  deliveryStarted,
  deliveryUnknown,
  given,
  holdExpired,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  rejected,
  slot,
  startDelivery,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const giveUp = before(slot(0), 5);

describe('a delivery', () => {
  it('is claimed before it is sent, under the one key of its order and with its give-up', () => {
    given(...confirmed)
      .when(startDelivery())
      .then(deliveryStarted({ attempt: 1, key: 'ord_1', deadline: giveUp }));
  });

  it('keeps in its claim where it goes, through what, and what was rendered', () => {
    const claim = {
      epoch: 4,
      sendBy: '2026-01-05T10:00:09.000Z',
      account: 'till-2',
      location: 'station',
      endpoint: 'http://other.example/v2',
      adapter: 'xml',
      rendererVersion: 3,
      bodyHmac: 'b3RoZXI',
    };
    const elsewhere = dayOpened({ posAccount: { account: 'till-2', location: 'station' } });
    given(elsewhere, timeslotHeld(), orderConfirmed())
      .when(startDelivery(claim))
      .then(deliveryStarted(claim));
  });

  it.each([
    ['provably not sent', [deliveryStarted(), deliveryNotSent()]],
    ['proven absent', [deliveryStarted(), deliveryUnknown(), deliveryProvenAbsent()]],
  ])('is claimed again, as the next attempt, once the last one is %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(startDelivery())
      .then(deliveryStarted({ attempt: 2 }));
  });

  it('counts its attempts over all of them', () => {
    const twice = [
      deliveryStarted(),
      deliveryNotSent(),
      deliveryStarted({ attempt: 2 }),
      deliveryNotSent({ attempt: 2 }),
    ];
    given(...confirmed, ...twice)
      .when(startDelivery())
      .then(deliveryStarted({ attempt: 3 }));
  });
});

describe('no second claim is made', () => {
  it.each([
    ['without an outcome', [deliveryStarted()]],
    ['with an outcome nobody knows', [deliveryStarted(), deliveryUnknown()]],
  ])('while one is %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(startDelivery())
      .then(rejected('DELIVERY_IN_FLIGHT', { orderId: 'ord_1', attempt: 1 }));
  });

  it('of an order that the POS has', () => {
    given(...confirmed, deliveryStarted(), orderDelivered())
      .when(startDelivery())
      .then(rejected('ALREADY_DELIVERED', { orderId: 'ord_1', ticketId: 'tick_1' }));
  });

  it.each([
    ['rejected', [deliveryStarted(), deliveryRejected(), deliveryEscalated({ cause: 'rejected' })]],
    ['given up with an open attempt', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
    ['given up before the first', [deliveryEscalated()]],
  ])('of an order that a person has: %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(startDelivery())
      .then(rejected('DELIVERY_NEEDS_A_PERSON', { orderId: 'ord_1' }));
  });

  it.each([
    ['called off', [orderCancelled()]],
    [
      'called off after an attempt that was not sent',
      [deliveryStarted(), deliveryNotSent(), orderCancelled()],
    ],
    ['voided at the POS', [deliveryStarted(), orderDelivered(), orderVoidedAtPos()]],
  ])('of an order that was %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(startDelivery())
      .then(rejected('ORDER_CANCELLED', { orderId: 'ord_1' }));
  });

  it.each([
    ['nobody knows', []],
    ['is only held', [timeslotHeld()]],
    ['was only held', [timeslotHeld(), holdExpired()]],
  ])('of an order that %s', (_, facts) => {
    given(dayOpened(), ...facts)
      .when(startDelivery())
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });
});

describe('giving up', () => {
  it('still allows a claim at its very instant', () => {
    given(...confirmed)
      .when(startDelivery())
      .at(giveUp)
      .then(deliveryStarted());
  });

  it.each([
    ['a millisecond later', after(giveUp, 0, 1)],
    ['when the slot has begun', slot(0)],
  ])('allows none %s', (_, at) => {
    given(...confirmed)
      .when(startDelivery())
      .at(at)
      .then(rejected('TOO_LATE', { orderId: 'ord_1', deadline: giveUp }));
  });

  it('allows none to an attempt that failed before', () => {
    given(...confirmed, deliveryStarted(), deliveryNotSent())
      .when(startDelivery())
      .at(after(giveUp, 0, 1))
      .then(rejected('TOO_LATE'));
  });

  it('says what is truer than being late: that the order was called off, or is in flight', () => {
    given(...confirmed, orderCancelled())
      .when(startDelivery())
      .at(slot(0))
      .then(rejected('ORDER_CANCELLED'));
    given(...confirmed, deliveryStarted())
      .when(startDelivery())
      .at(slot(0))
      .then(rejected('DELIVERY_IN_FLIGHT'));
  });
});
