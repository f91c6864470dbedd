import {
  after,
  confirm,
  dayOpened,
  given,
  hold,
  holdRenewed,
  MORNING,
  MORNING_HOLD_ENDS,
  move,
  orderConfirmed,
  plan,
  rejected,
  renew,
  slot,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const until = after(MORNING, 30);
const pause = { until, reason: 'the oven is hot' };
const paused = [dayOpened(), termsChanged({ pause })] as const;

describe('while a store is paused', () => {
  it('nothing new is held, and the refusal says until when and why', () => {
    given(...paused)
      .when(hold())
      .at(after(until, 0, -1))
      .then(rejected('STORE_PAUSED', pause));
  });

  it('no day is opened by a hold', () => {
    given()
      .when(hold({ plan: plan({ pause }) }))
      .then(rejected('STORE_PAUSED', pause));
  });

  it('holds given before stay valid: they are confirmed and renewed', () => {
    given(dayOpened(), timeslotHeld(), termsChanged({ pause })).when(confirm()).then(orderConfirmed());
    given(dayOpened(), timeslotHeld(), termsChanged({ pause }))
      .when(renew())
      .at(after(MORNING, 5))
      .then(holdRenewed({ expiresAt: after(MORNING, 15) }));
  });

  it('a lapsed hold is not confirmed any more', () => {
    given(dayOpened(), timeslotHeld(), termsChanged({ pause }))
      .when(confirm())
      .at(MORNING_HOLD_ENDS)
      .then(rejected('STORE_PAUSED', pause));
  });

  it('no order moves', () => {
    given(dayOpened(), timeslotHeld(), orderConfirmed(), termsChanged({ pause }))
      .when(move())
      .then(rejected('STORE_PAUSED', pause));
  });

  it('no slot is named as an alternative', () => {
    given(...paused)
      .when(hold({ slot: slot(9) }))
      .then(rejected('SLOT_UNKNOWN', { nearest: [] }));
  });
});

describe('a pause', () => {
  it('ends by itself, at its very instant', () => {
    given(...paused)
      .when(hold())
      .at(until)
      .then(timeslotHeld({ expiresAt: after(until, 10) }));
  });

  it('ends at once where the store resumes', () => {
    given(...paused, termsChanged({ storeRevision: '2' }))
      .when(hold())
      .then(timeslotHeld());
  });
});
