import {
  after,
  before,
  confirm,
  dayOpened,
  given,
  heldAndConfirmed,
  holdExpired,
  line,
  MORNING_HOLD_ENDS,
  orderConfirmed,
  OTHER_ORDER_ID,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const lastPlace = dayOpened({ limits: { orders: 1 } });

describe.each([
  ['whose end is not recorded yet', [timeslotHeld()]],
  ['whose end is recorded', [timeslotHeld(), holdExpired()]],
] as const)('confirming a lapsed hold %s', (_, facts) => {
  it.each([
    ['at the very instant it expired', 0],
    ['a millisecond later', 1],
    ['twelve minutes later', 12 * 60_000],
  ])('%s admits it again while its slot has room, and records how late it was', (_when, lateByMs) => {
    given(lastPlace, ...facts)
      .when(confirm())
      .at(after(MORNING_HOLD_ENDS, 0, lateByMs))
      .then(orderConfirmed({ lateByMs }));
  });

  it('is refused when another hold has the place, with the limit and the nearest open slots', () => {
    const another = timeslotHeld({ orderId: OTHER_ORDER_ID, expiresAt: after(MORNING_HOLD_ENDS, 10) });
    given(lastPlace, ...facts, another)
      .when(confirm())
      .at(MORNING_HOLD_ENDS)
      .then(
        rejected('SLOT_FULL', {
          slot: slot(0),
          limit: 'orders',
          capacity: 1,
          confirmed: 0,
          held: 1,
          asked: 1,
          nearest: [slot(1), slot(2), slot(3)],
        }),
      );
  });

  it('is refused when another order has the place', () => {
    given(lastPlace, ...facts, ...heldAndConfirmed({ orderId: OTHER_ORDER_ID }))
      .when(confirm())
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_FULL', { confirmed: 1, held: 0, asked: 1 }));
  });

  it('asks for what the order needs, not for what was held', () => {
    const small = { lines: [line({ quantity: 1 })], total: 450 };
    const roomForOne = dayOpened({ limits: { items: 3 } });
    const others = heldAndConfirmed({ orderId: OTHER_ORDER_ID });
    given(roomForOne, ...facts, ...others)
      .when(confirm())
      .at(MORNING_HOLD_ENDS)
      .then(rejected('SLOT_FULL', { limit: 'items', capacity: 3, confirmed: 2, held: 0, asked: 2 }));
    given(roomForOne, ...facts, ...others)
      .when(confirm(small))
      .at(MORNING_HOLD_ENDS)
      .then(
        orderConfirmed({
          ...small,
          load: { orders: 1, items: 1, amount: 450, prepSeconds: 60 },
          lateByMs: 0,
        }),
      );
  });

  it('may not take more than was held, though there is room', () => {
    given(dayOpened(), ...facts)
      .when(confirm({ lines: [line({ quantity: 3 })], total: 1_350 }))
      .at(MORNING_HOLD_ENDS)
      .then(rejected('LOAD_EXCEEDS_HOLD', { limit: 'items', held: 2, asked: 3 }));
  });

  it('is refused from the lead time on', () => {
    const closes = before(slot(0), 20);
    given(lastPlace, ...facts)
      .when(confirm())
      .at(after(closes, 0, -1))
      .then(orderConfirmed({ lateByMs: Date.parse(closes) - Date.parse(MORNING_HOLD_ENDS) - 1 }));
    given(lastPlace, ...facts)
      .when(confirm())
      .at(closes)
      .then(rejected('SLOT_TOO_SOON', { leadMinutes: 20, nearest: [slot(1), slot(2), slot(3)] }));
  });

  it('is refused when the slot has started', () => {
    given(lastPlace, ...facts)
      .when(confirm())
      .at(slot(0))
      .then(rejected('SLOT_PAST', { slot: slot(0) }));
  });
});
