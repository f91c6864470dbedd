import { DIMENSIONS } from '../../../src/orders/domain/load.js';
import {
  dayOpened,
  given,
  heldAndConfirmed,
  hold,
  load,
  OTHER_ORDER_ID,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

/** Every order here takes 1 order, 2 items, 900 in money and 120 seconds. */
const taken = load();
const another = { orderId: OTHER_ORDER_ID };
const asking = hold({ orderId: 'ord_3' });

describe.each(DIMENSIONS)('a limit on %s', limit => {
  const one = taken[limit];

  it('admits what fills the slot to the brim', () => {
    given(dayOpened({ limits: { [limit]: 3 * one } }), ...heldAndConfirmed(), timeslotHeld(another))
      .when(asking)
      .then(timeslotHeld({ orderId: 'ord_3' }));
  });

  it('refuses one more than that, with what is confirmed, held and asked for', () => {
    const capacity = 3 * one - 1;
    given(dayOpened({ limits: { [limit]: capacity } }), ...heldAndConfirmed(), timeslotHeld(another))
      .when(asking)
      .then(rejected('SLOT_FULL', { slot: slot(0), limit, capacity, confirmed: one, held: one, asked: one }));
  });

  it('of zero admits nothing', () => {
    given(dayOpened({ limits: { [limit]: 0 } }))
      .when(asking)
      .then(rejected('SLOT_FULL', { limit, capacity: 0, confirmed: 0, held: 0, asked: one }));
  });
});

describe('a slot without a limit on something', () => {
  it('takes as much of it as comes', () => {
    const feast = load({ items: 9_999, amount: 99_999_999, prepSeconds: 999_999 });
    given(dayOpened({ limits: { orders: 1 } }))
      .when(hold({ load: feast }))
      .then(timeslotHeld({ load: feast }));
  });
});

describe('a slot with several limits', () => {
  const limits = { orders: 10, items: 3, amount: 1_000, prepSeconds: 130 };

  it('names the first that binds, in the order orders, items, amount, preparation', () => {
    given(dayOpened({ limits }), timeslotHeld())
      .when(asking)
      .then(rejected('SLOT_FULL', { limit: 'items', capacity: 3, confirmed: 0, held: 2, asked: 2 }));
  });

  it('is full for a large order and open for a small one', () => {
    const large = hold({ ...another, load: load({ amount: 101 }) });
    const small = hold({ ...another, load: load({ items: 1, amount: 100, prepSeconds: 10 }) });
    given(dayOpened({ limits }), timeslotHeld()).when(large).then(rejected('SLOT_FULL'));
    given(dayOpened({ limits }), timeslotHeld())
      .when(small)
      .then(timeslotHeld({ ...another, load: small.load }));
  });
});

describe('the slots that a full one names instead', () => {
  const full = dayOpened({ slots: 6, limits: { orders: 1 } });
  const taking = (n: number) => timeslotHeld({ orderId: `taken ${n}`, slot: slot(n) });

  it('are the nearest on either side, the earlier first where both are equally near', () => {
    given(full, taking(2))
      .when(hold({ slot: slot(2) }))
      .then(rejected('SLOT_FULL', { nearest: [slot(1), slot(3), slot(0)] }));
  });

  it('are those that can take this load, not merely any', () => {
    given(full, taking(1), taking(2), taking(3))
      .when(hold({ slot: slot(2) }))
      .then(rejected('SLOT_FULL', { nearest: [slot(0), slot(4), slot(5)] }));
  });

  it('are none when the whole day is sold', () => {
    given(full, ...[0, 1, 2, 3, 4, 5].map(taking))
      .when(hold({ slot: slot(2) }))
      .then(rejected('SLOT_FULL', { nearest: [] }));
  });

  it('judge a limit slot by slot', () => {
    given(full, taking(2))
      .when(hold({ slot: slot(3) }))
      .then(timeslotHeld({ slot: slot(3) }));
  });
});
