import {
  after,
  confirm,
  dayOpened,
  expire,
  given,
  hold,
  holdExpired,
  holdReleased,
  MORNING_HOLD_ENDS,
  nothing,
  orderCancelled,
  orderConfirmed,
  OTHER_ORDER_ID,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const lastPlace = dayOpened({ limits: { orders: 1 } });
const another = hold({ orderId: OTHER_ORDER_ID });
const anotherHeldAt = (at: string) => timeslotHeld({ orderId: OTHER_ORDER_ID, expiresAt: after(at, 10) });
const justBefore = after(MORNING_HOLD_ENDS, 0, -1);

describe('a hold', () => {
  it('takes its place to the last millisecond before it expires', () => {
    given(lastPlace, timeslotHeld())
      .when(another)
      .at(justBefore)
      .then(rejected('SLOT_FULL', { limit: 'orders', capacity: 1, confirmed: 0, held: 1, asked: 1 }));
  });

  it('gives it back at the very instant it expires, though nobody recorded that', () => {
    given(lastPlace, timeslotHeld())
      .when(another)
      .at(MORNING_HOLD_ENDS)
      .then(anotherHeldAt(MORNING_HOLD_ENDS));
  });

  it('gives it back at the same instant when it is recorded', () => {
    given(lastPlace, timeslotHeld(), holdExpired())
      .when(another)
      .at(MORNING_HOLD_ENDS)
      .then(anotherHeldAt(MORNING_HOLD_ENDS));
  });

  it('counts only while it lasts, where several holds are over at different times', () => {
    const shortly = after(MORNING_HOLD_ENDS, 1);
    given(
      dayOpened({ limits: { orders: 2 } }),
      timeslotHeld(),
      timeslotHeld({ orderId: 'ord_3', expiresAt: shortly }),
    )
      .when(another)
      .at(MORNING_HOLD_ENDS)
      .then(anotherHeldAt(MORNING_HOLD_ENDS));
    given(
      dayOpened({ limits: { orders: 1 } }),
      timeslotHeld(),
      timeslotHeld({ orderId: 'ord_3', expiresAt: shortly }),
    )
      .when(another)
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_FULL', { held: 1 }));
  });

  it('opens its slot as an alternative of others from the instant it expires', () => {
    const twoSlots = dayOpened({ slots: 2, limits: { orders: 1 } });
    const elsewhere = hold({ orderId: OTHER_ORDER_ID, slot: slot(9) });
    given(twoSlots, timeslotHeld())
      .when(elsewhere)
      .at(justBefore)
      .then(rejected('SLOT_UNKNOWN', { nearest: [slot(1)] }));
    given(twoSlots, timeslotHeld())
      .when(elsewhere)
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_UNKNOWN', { nearest: [slot(1), slot(0)] }));
  });
});

describe('the record that a hold has expired', () => {
  it('is not written a millisecond too early', () => {
    given(lastPlace, timeslotHeld()).when(expire()).at(justBefore).then(nothing);
  });

  it('is written from the very instant', () => {
    given(lastPlace, timeslotHeld()).when(expire()).at(MORNING_HOLD_ENDS).then(holdExpired());
  });

  it.each([
    ['recorded already', [holdExpired()]],
    ['given back', [holdReleased()]],
    ['confirmed', [orderConfirmed()]],
    ['confirmed and called off', [orderConfirmed(), orderCancelled()]],
  ])('is not written for a hold that is %s', (_, facts) => {
    given(lastPlace, timeslotHeld(), ...facts)
      .when(expire())
      .at(slot(0))
      .then(nothing);
  });

  it('is not written for a hold nobody knows', () => {
    given(lastPlace).when(expire('ord_404')).then(nothing);
  });

  it('says nothing against an order that was confirmed in time', () => {
    given(dayOpened(), timeslotHeld(), orderConfirmed()).when(confirm()).at(slot(0)).then(nothing);
  });
});
