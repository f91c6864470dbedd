import {
  after,
  confirm,
  dayOpened,
  given,
  hold,
  holdExpired,
  holdReleased,
  holdRenewed,
  MORNING,
  MORNING_HOLD_ENDS,
  nothing,
  orderConfirmed,
  OTHER_ORDER_ID,
  rejected,
  renew,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const lastPlace = dayOpened({ limits: { orders: 1 } });
const later = after(MORNING, 5);
const renewedTo = after(later, 10);

describe('renewing a hold', () => {
  it('gives it the hold minutes of the terms anew, from now on', () => {
    given(lastPlace, timeslotHeld())
      .when(renew())
      .at(later)
      .then(holdRenewed({ expiresAt: renewedTo, renewal: 1 }));
  });

  it('keeps its place until the new end', () => {
    const renewed = [lastPlace, timeslotHeld(), holdRenewed({ expiresAt: renewedTo })] as const;
    given(...renewed)
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_FULL', { held: 1 }));
    given(...renewed)
      .when(confirm())
      .at(after(renewedTo, 0, -1))
      .then(orderConfirmed());
  });

  it('is done so often and no more, counted over all of them', () => {
    const once = [lastPlace, timeslotHeld(), holdRenewed()] as const;
    given(...once)
      .when(renew())
      .at(later)
      .then(holdRenewed({ expiresAt: renewedTo, renewal: 2 }));
    given(...once, holdRenewed({ renewal: 2 }))
      .when(renew())
      .at(later)
      .then(rejected('RENEWAL_LIMIT', { orderId: 'ord_1', renewalsMax: 2 }));
  });

  it('goes by the terms of now: fewer renewals, another length', () => {
    const changed = termsChanged({ terms: { renewalsMax: 1, holdMinutes: 30 } });
    given(dayOpened(), timeslotHeld(), changed)
      .when(renew())
      .at(later)
      .then(holdRenewed({ expiresAt: after(later, 30) }));
    given(dayOpened(), timeslotHeld(), holdRenewed(), changed)
      .when(renew())
      .at(later)
      .then(rejected('RENEWAL_LIMIT', { renewalsMax: 1 }));
  });

  it.each([
    ['at the instant it was given', dayOpened(), MORNING],
    ['where holds have become shorter', dayOpened({ terms: { holdMinutes: 2 } }), later],
  ])('never takes time away, and uses up no renewal where it gives none: %s', (_, day, at) => {
    given(day, timeslotHeld()).when(renew()).at(at).then(nothing);
  });

  it.each([
    ['though nobody recorded it', []],
    ['as was recorded', [holdExpired()]],
  ])('comes too late from the very instant it ran out, %s', (_, facts) => {
    given(lastPlace, timeslotHeld(), ...facts)
      .when(renew())
      .at(MORNING_HOLD_ENDS)
      .then(rejected('HOLD_EXPIRED', { orderId: 'ord_1', expiredAt: MORNING_HOLD_ENDS }));
  });

  it.each([
    ['that was never given', []],
    ['that was given back', [timeslotHeld(), holdReleased()]],
    ['that became an order', [timeslotHeld(), orderConfirmed()]],
  ])('knows no hold %s', (_, facts) => {
    given(lastPlace, ...facts)
      .when(renew())
      .then(rejected('HOLD_UNKNOWN', { orderId: 'ord_1' }));
  });

  it('knows no hold of a day nobody opened', () => {
    given()
      .when(renew())
      .then(rejected('HOLD_UNKNOWN', { orderId: 'ord_1' }));
  });
});
