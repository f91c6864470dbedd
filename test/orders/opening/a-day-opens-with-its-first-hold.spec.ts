import {
  after,
  before,
  cancel,
  confirm,
  dayOpened,
  escalate,
  expire,
  given,
  hold,
  MORNING,
  nothing,
  outcomes,
  plan,
  posSays,
  recordDelivery,
  rejected,
  release,
  slot,
  startDelivery,
  timeslotHeld,
} from '../../specification/service-day.js';

const ONE_WEEK_MINUTES = 7 * 1_440;

describe('a service day nobody opened', () => {
  it('opens with its first hold, under the plan that the hold brings', () => {
    given()
      .when(hold({ plan: plan() }))
      .then(dayOpened(), timeslotHeld());
  });

  it('freezes everything of the plan: slots, limits, terms, zone, the revision of the store, the POS account', () => {
    const other = plan({
      slots: 2,
      limits: { orders: 9, items: 40, amount: 90_000, prepSeconds: 3_600 },
      terms: { holdMinutes: 10, leadMinutes: 45 },
      zone: 'Asia/Kathmandu',
      currency: 'GBP',
      storeRevision: '7',
      posAccount: { account: 'till-2', location: 'station' },
    });
    given()
      .when(hold({ plan: other }))
      .then({ type: 'ServiceDayOpened', data: { ...other, slots: [...other.slots] } }, timeslotHeld());
  });

  it('asks for a plan when the hold brings none', () => {
    given().when(hold()).then(rejected('DAY_UNOPENED'));
  });

  it('stays unopened when the store is closed on that date', () => {
    given()
      .when(hold({ plan: plan({ slots: 0 }) }))
      .then(rejected('STORE_CLOSED', { businessDate: '2031-06-02' }));
  });

  it('stays unopened when its first hold is refused, and the refusal names open slots of the plan', () => {
    const stranger = after(slot(0), 1);
    given()
      .when(hold({ plan: plan(), slot: stranger }))
      .then(rejected('SLOT_UNKNOWN', { slot: stranger, nearest: [slot(0), slot(1), slot(2)] }));
  });

  it.each([
    ['a release', release(), 'HOLD_UNKNOWN'],
    ['a confirmation', confirm(), 'HOLD_UNKNOWN'],
    ['a cancellation', cancel(), 'ORDER_UNKNOWN'],
    ['the start of a delivery', startDelivery(), 'ORDER_UNKNOWN'],
    ['the outcome of a delivery', recordDelivery(outcomes.accepted), 'ORDER_UNKNOWN'],
    ['an escalation', escalate(), 'ORDER_UNKNOWN'],
    ['an update of the POS', posSays('ready', 1), 'ORDER_UNKNOWN'],
  ] as const)('knows no order, so that it refuses %s', (_, command, code) => {
    given()
      .when(command)
      .then(rejected(code, { orderId: 'ord_1' }));
  });

  it('has no hold that could expire', () => {
    given().when(expire()).then(nothing);
  });
});

describe('a service day that is open', () => {
  it('needs no plan any more, and passes over one that comes too late', () => {
    const newer = plan({ terms: { holdMinutes: 99 }, storeRevision: '8' });
    given(dayOpened())
      .when(hold({ plan: newer }))
      .then(timeslotHeld());
  });
});

describe('the booking horizon', () => {
  const opening = hold({ plan: plan(), slot: slot(0) });

  it('admits a slot that begins exactly when the horizon ends', () => {
    const at = before(slot(0), ONE_WEEK_MINUTES);
    given()
      .when(opening)
      .at(at)
      .then(dayOpened(), timeslotHeld({ expiresAt: after(at, 10) }));
  });

  it('refuses it a millisecond earlier, and names itself', () => {
    given()
      .when(opening)
      .at(after(slot(0), -ONE_WEEK_MINUTES, -1))
      .then(rejected('SLOT_TOO_FAR', { slot: slot(0), horizonDays: 7 }));
  });

  it('is the same for the later slots of a day that an earlier slot has opened', () => {
    const at = before(slot(0), ONE_WEEK_MINUTES);
    given(dayOpened())
      .when(hold({ slot: slot(1) }))
      .at(at)
      .then(rejected('SLOT_TOO_FAR', { slot: slot(1), horizonDays: 7 }));
  });

  it('is looked at after the hours: a day off is closed, however far', () => {
    given()
      .when(hold({ plan: plan({ slots: 0 }), slot: after(MORNING, 2 * ONE_WEEK_MINUTES) }))
      .then(rejected('STORE_CLOSED'));
  });
});
