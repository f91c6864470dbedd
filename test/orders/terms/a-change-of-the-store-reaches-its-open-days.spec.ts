import {
  after,
  applyTerms,
  before,
  confirm,
  dayClosed,
  dayOpened,
  given,
  heldAndConfirmed,
  hold,
  holdExpired,
  load,
  MORNING,
  MORNING_HOLD_ENDS,
  nothing,
  orderCancelled,
  orderConfirmed,
  OTHER_ORDER_ID,
  rejected,
  slot,
  startDelivery,
  deliveryStarted,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const another = hold({ orderId: OTHER_ORDER_ID });

describe('a day is told what its store is sold under now', () => {
  it.each([
    ['limits', { limits: { orders: 9 } }],
    ['hours', { slots: 6 }],
    ['lead time', { terms: { leadMinutes: 40 } }],
    ['a pause', { pause: { until: after(MORNING, 30), reason: 'the oven is hot' } }],
    ['POS account', { posAccount: { account: 'till-2', location: 'station' } }],
  ])('and goes by it from there on: %s', (_, changes) => {
    given(dayOpened()).when(applyTerms(changes)).then(termsChanged(changes));
  });

  it('and changes nothing where it is sold under that already', () => {
    given(dayOpened()).when(applyTerms()).then(nothing);
    given(dayOpened(), termsChanged({ slots: 6 }))
      .when(applyTerms({ slots: 6, storeRevision: '9' }))
      .then(nothing);
  });

  it.each(['0', '1', '2'])('and passes over what is older than revision 2, or as old: %s', storeRevision => {
    given(dayOpened(), termsChanged({ slots: 6, storeRevision: '2' }))
      .when(applyTerms({ slots: 3, storeRevision }))
      .then(nothing);
  });

  it('and compares revisions as numbers', () => {
    given(dayOpened({ storeRevision: '9' }))
      .when(applyTerms({ slots: 6, storeRevision: '10' }))
      .then(termsChanged({ slots: 6, storeRevision: '10' }));
  });

  it('unless its books are closed, or nobody opened it', () => {
    given(dayOpened(), dayClosed())
      .when(applyTerms({ slots: 6 }))
      .then(nothing);
    given()
      .when(applyTerms({ slots: 6 }))
      .then(nothing);
  });
});

describe('limits lowered below what is sold', () => {
  const three = [
    ...heldAndConfirmed(),
    ...heldAndConfirmed({ orderId: 'ord_3' }),
    timeslotHeld({ orderId: 'ord_4' }),
  ] as const;
  const day = dayOpened({ limits: { orders: 3 } });
  const limits = { orders: 2, items: 5 };
  const overbooked = [
    { slot: slot(0), limit: 'orders' as const, capacity: 2, taken: 3 },
    { slot: slot(0), limit: 'items' as const, capacity: 5, taken: 6 },
  ];

  it('are told by how much, slot by slot and limit by limit', () => {
    given(day, ...three)
      .when(applyTerms({ limits }))
      .then(termsChanged({ limits, overbooked }));
  });

  it('keep what is sold and held, and sell nothing more', () => {
    const lowered = [day, ...three, termsChanged({ limits, overbooked })] as const;
    given(...lowered)
      .when(another)
      .then(rejected('SLOT_FULL', { limit: 'orders', capacity: 2, confirmed: 2, held: 1, asked: 1 }));
    given(...lowered)
      .when(confirm({ orderId: 'ord_4' }))
      .then(orderConfirmed({ orderId: 'ord_4' }));
  });

  it('do not count holds that have run out', () => {
    given(day, ...three)
      .when(applyTerms({ limits }))
      .at(MORNING_HOLD_ENDS)
      .then(termsChanged({ limits }));
  });

  it('sell again once enough is called off', () => {
    given(day, ...heldAndConfirmed(), termsChanged({ limits: { orders: 1 } }), orderCancelled())
      .when(another)
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });

  it('and raised ones sell more', () => {
    given(
      dayOpened({ limits: { orders: 1 } }),
      ...heldAndConfirmed(),
      termsChanged({ limits: { orders: 2 } }),
    )
      .when(another)
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });
});

describe('slots that the store sells no longer', () => {
  const shrunk = { from: 1, slots: 3 };

  it.each([
    ['an order', heldAndConfirmed(), [slot(0)]],
    ['a hold', [timeslotHeld()], [slot(0)]],
    ['only a hold whose end is recorded', [timeslotHeld(), holdExpired()], []],
    ['only an order that was called off', [...heldAndConfirmed(), orderCancelled()], []],
  ])('are named where there is %s', (_, facts, outside) => {
    given(dayOpened(), ...facts)
      .when(applyTerms(shrunk))
      .then(termsChanged({ ...shrunk, outside }));
  });

  it('take nothing new, and are no alternative', () => {
    given(dayOpened(), timeslotHeld(), termsChanged({ ...shrunk, outside: [slot(0)] }))
      .when(another)
      .then(rejected('SLOT_UNKNOWN', { slot: slot(0), nearest: [slot(1), slot(2), slot(3)] }));
  });

  it('keep their holds and orders', () => {
    const outside = termsChanged({ ...shrunk, outside: [slot(0)] });
    given(dayOpened(), timeslotHeld(), outside).when(confirm()).then(orderConfirmed());
    given(dayOpened(), ...heldAndConfirmed(), outside)
      .when(startDelivery())
      .at(before(slot(0), 5))
      .then(deliveryStarted());
  });

  it('do not take a lapsed hold back', () => {
    given(dayOpened(), timeslotHeld(), termsChanged({ ...shrunk, outside: [slot(0)] }))
      .when(confirm())
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_UNKNOWN', { slot: slot(0) }));
  });

  it('are sold again when they come back, with what was sold of them before', () => {
    const gone = [...heldAndConfirmed(), termsChanged({ ...shrunk, outside: [slot(0)] })] as const;
    const back = termsChanged({ storeRevision: '2' });
    given(dayOpened(), ...gone, back)
      .when(another)
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
    given(dayOpened(), ...gone, back, timeslotHeld({ orderId: OTHER_ORDER_ID }))
      .when(hold({ orderId: 'ord_3' }))
      .then(rejected('SLOT_FULL', { confirmed: 1, held: 1, capacity: 2 }));
  });
});

describe('another lead time', () => {
  it('closes slots earlier, or opens them again', () => {
    const at = before(slot(0), 30);
    given(dayOpened(), termsChanged({ terms: { leadMinutes: 40 } }))
      .when(hold())
      .at(at)
      .then(rejected('SLOT_TOO_SOON', { leadMinutes: 40, nearest: [slot(1), slot(2), slot(3)] }));
    given(dayOpened({ terms: { leadMinutes: 40 } }), termsChanged())
      .when(hold())
      .at(at)
      .then(timeslotHeld({ expiresAt: after(at, 10) }));
  });

  it('of nothing does not let a lapsed hold become an order after give-up', () => {
    given(dayOpened({ terms: { leadMinutes: 0 } }), timeslotHeld({ load: load() }))
      .when(confirm())
      .at(before(slot(0), 4))
      .then(rejected('TOO_LATE', { orderId: 'ord_1', deadline: before(slot(0), 5) }));
  });
});
