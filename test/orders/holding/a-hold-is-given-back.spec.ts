import {
  dayOpened,
  given,
  hold,
  holdExpired,
  holdReleased,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  rejected,
  release,
  timeslotHeld,
  confirm,
} from '../../specification/service-day.js';

const lastPlace = dayOpened({ limits: { orders: 1 } });

describe('releasing a hold', () => {
  it('gives its place back at once', () => {
    given(lastPlace, timeslotHeld()).when(release()).then(holdReleased());
    given(lastPlace, timeslotHeld(), holdReleased())
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });

  it('says who gave it back', () => {
    given(lastPlace, timeslotHeld())
      .when(release({ by: 'guest-9' }))
      .then(holdReleased({ by: 'guest-9' }));
  });

  it('is possible when the hold has lapsed, and gives nothing back twice', () => {
    given(lastPlace, timeslotHeld(), holdExpired()).when(release()).then(holdReleased());
    given(lastPlace, timeslotHeld(), holdExpired(), holdReleased(), timeslotHeld({ orderId: OTHER_ORDER_ID }))
      .when(hold({ orderId: 'ord_3' }))
      .then(rejected('SLOT_FULL', { held: 1 }));
  });

  it('is satisfied when it is released', () => {
    given(lastPlace, timeslotHeld(), holdReleased()).when(release()).then(nothing);
  });

  it('is final: the hold cannot be confirmed any more', () => {
    given(lastPlace, timeslotHeld(), holdReleased()).when(confirm()).then(rejected('HOLD_UNKNOWN'));
  });

  it('is no way to call off an order', () => {
    given(lastPlace, timeslotHeld(), orderConfirmed())
      .when(release())
      .then(rejected('ORDER_ALREADY_CONFIRMED', { orderId: 'ord_1' }));
  });

  it.each([
    ['that was never given', []],
    ['whose order was called off', [timeslotHeld(), orderConfirmed(), orderCancelled()]],
    ['whose order was voided', [timeslotHeld(), orderConfirmed(), orderDelivered(), orderVoidedAtPos()]],
  ])('knows no hold %s', (_, facts) => {
    given(lastPlace, ...facts)
      .when(release())
      .then(rejected('HOLD_UNKNOWN', { orderId: 'ord_1' }));
  });
});
