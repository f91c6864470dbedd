import {
  after,
  dayOpened,
  given,
  GUEST,
  hold,
  holdExpired,
  holdReleased,
  holdRenewed,
  MORNING_HOLD_ENDS,
  orderConfirmed,
  rejected,
  timeslotHeld,
} from '../../specification/service-day.js';

const day = dayOpened({ limits: { orders: 9 }, terms: { guestHoldsMax: 2 } });
const ofGuest = { by: GUEST, guest: true };
const first = timeslotHeld(ofGuest);
const second = timeslotHeld({ ...ofGuest, orderId: 'ord_2' });
const third = hold({ ...ofGuest, orderId: 'ord_3' });
const thirdHeld = timeslotHeld({ ...ofGuest, orderId: 'ord_3' });

describe('a guest', () => {
  it('holds as many slots of a day as the terms allow', () => {
    given(day, first)
      .when(hold({ ...ofGuest, orderId: 'ord_2' }))
      .then(second);
  });

  it('holds no more, and is told how many', () => {
    given(day, first, second)
      .when(third)
      .then(rejected('HOLD_QUOTA_EXCEEDED', { guestHoldsMax: 2, held: 2 }));
  });

  it.each([
    ['gives one back', [holdReleased()]],
    ['lets one lapse', [holdExpired()]],
    ['has one confirmed', [orderConfirmed()]],
  ])('may hold another once they %s', (_, facts) => {
    given(day, first, second, ...facts)
      .when(third)
      .then(thirdHeld);
  });

  it('may hold another from the very instant one runs out, recorded or not', () => {
    const at = MORNING_HOLD_ENDS;
    given(day, first, second)
      .when(third)
      .at(at)
      .then(timeslotHeld({ ...ofGuest, orderId: 'ord_3', expiresAt: after(at, 10) }));
  });

  it('is counted once for a hold however often it is renewed, and for as long', () => {
    const renewed = holdRenewed({ expiresAt: after(MORNING_HOLD_ENDS, 5) });
    given(day, first, renewed).when(third).then(thirdHeld);
    given(day, first, renewed, timeslotHeld({ ...second.data, expiresAt: after(MORNING_HOLD_ENDS, 9) }))
      .when(third)
      .at(MORNING_HOLD_ENDS)
      .then(rejected('HOLD_QUOTA_EXCEEDED', { held: 2 }));
  });

  it('is not counted for what others hold', () => {
    given(day, first, timeslotHeld({ ...second.data, by: 'guest-2' }))
      .when(third)
      .then(thirdHeld);
  });
});

describe('a storefront', () => {
  it('holds for all its guests, and is not counted', () => {
    given(day, timeslotHeld(), timeslotHeld({ orderId: 'ord_2' }))
      .when(hold({ orderId: 'ord_3' }))
      .then(timeslotHeld({ orderId: 'ord_3' }));
  });
});
