import {
  after,
  before,
  dayOpened,
  heldAndConfirmed,
  load,
  MORNING,
  MORNING_HOLD_ENDS,
  OTHER_ORDER_ID,
  slot,
  timeslotHeld,
} from '../specification/service-day.js';
import { availabilityAt, dayOf, firstSlotAt } from './days.js';

const another = { orderId: OTHER_ORDER_ID };
const WEEK_MINUTES = 7 * 1_440;

describe('a slot', () => {
  it('says when it is, here and there, and what of each limited thing is left', () => {
    const day = dayOf(
      dayOpened({ limits: { orders: 4, items: 20, amount: 9_000, prepSeconds: 1_000 } }),
      ...heldAndConfirmed(),
      timeslotHeld(another),
    );
    expect(firstSlotAt(day)).toEqual({
      start: '2031-06-02T12:00:00.000Z',
      end: '2031-06-02T12:15:00.000Z',
      local: '2031-06-02T13:00:00+01:00',
      state: 'open',
      load: {
        orders: { limit: 4, held: 1, confirmed: 1, remaining: 2 },
        items: { limit: 20, held: 2, confirmed: 2, remaining: 16 },
        amount: { limit: 9_000, held: 900, confirmed: 900, remaining: 7_200 },
        prepSeconds: { limit: 1_000, held: 120, confirmed: 120, remaining: 760 },
      },
    });
  });

  it('says nothing of what is not limited', () => {
    expect(Object.keys(firstSlotAt(dayOf(dayOpened({ limits: { items: 4 } }))).load)).toEqual(['items']);
  });

  it('counts a hold to the last millisecond, recorded or not', () => {
    const day = dayOf(dayOpened(), timeslotHeld());
    expect(firstSlotAt(day, after(MORNING_HOLD_ENDS, 0, -1)).load.orders).toMatchObject({
      held: 1,
      remaining: 1,
    });
    expect(firstSlotAt(day, MORNING_HOLD_ENDS).load.orders).toMatchObject({ held: 0, remaining: 2 });
  });
});

describe('the state of a slot', () => {
  const empty = dayOf(dayOpened());

  it.each([
    ['closed', 'before it comes within the booking horizon', after(slot(0), -WEEK_MINUTES, -1)],
    ['open', 'from the very instant it does', before(slot(0), WEEK_MINUTES)],
    ['open', 'until its lead time begins', after(slot(0), -20, -1)],
    ['too-soon', 'from the very instant its lead time begins', before(slot(0), 20)],
    ['too-soon', 'until it starts', after(slot(0), 0, -1)],
    ['past', 'from the very instant it starts', slot(0)],
    ['past', 'for ever after', after(slot(0), WEEK_MINUTES)],
  ])('is %s %s', (state, _, at) => {
    expect(firstSlotAt(empty, at).state).toBe(state);
  });

  it('is full when orders alone fill it', () => {
    const day = dayOf(dayOpened({ limits: { orders: 1 } }), ...heldAndConfirmed());
    expect(firstSlotAt(day)).toMatchObject({ state: 'full', load: { orders: { remaining: 0 } } });
  });

  it('is full for everybody when there is no room for the smallest order', () => {
    const large = load({ items: 9 });
    expect(
      firstSlotAt(dayOf(dayOpened({ limits: { items: 9 } }), ...heldAndConfirmed({ load: large }))).state,
    ).toBe('full');
    expect(firstSlotAt(dayOf(dayOpened({ limits: { items: 0 } }))).state).toBe('full');
  });

  it('is held-full when holds fill it, and then says when to look again', () => {
    const sooner = after(MORNING, 3);
    const day = dayOf(
      dayOpened({ limits: { orders: 3 } }),
      ...heldAndConfirmed(),
      timeslotHeld(another),
      timeslotHeld({ orderId: 'ord_3', expiresAt: sooner }),
    );
    expect(firstSlotAt(day)).toMatchObject({ state: 'held-full', earliestExpiry: sooner });
    expect(firstSlotAt(day, sooner).state).not.toBe('held-full');
  });

  it('names no expiry where looking again would not help', () => {
    const open = firstSlotAt(dayOf(dayOpened({ limits: { orders: 9 } }), timeslotHeld()));
    const full = firstSlotAt(
      dayOf(
        dayOpened({ limits: { orders: 2 } }),
        timeslotHeld(another),
        ...heldAndConfirmed(),
        ...heldAndConfirmed({ orderId: 'ord_3' }),
      ),
    );
    expect([open.state, open.earliestExpiry]).toEqual(['open', undefined]);
    expect([full.state, full.earliestExpiry]).toEqual(['full', undefined]);
  });

  it('does not mistake the holds of another slot for its own', () => {
    const day = dayOf(
      dayOpened({ limits: { orders: 1 } }),
      timeslotHeld(),
      timeslotHeld({ ...another, slot: slot(1), expiresAt: after(MORNING, 1) }),
    );
    expect(availabilityAt(day, MORNING).slots.map(({ earliestExpiry }) => earliestExpiry)).toEqual([
      MORNING_HOLD_ENDS,
      after(MORNING, 1),
      undefined,
      undefined,
    ]);
  });

  it.each([
    [3, 20, 'open'],
    [4, 20, 'few'],
    [4, 19, 'open'],
    [0, 100, 'few'],
    [0, 0, 'open'],
  ])('with %i of 5 taken, where few means %i percent or less, is %s', (taken, fewPercent, state) => {
    const orders = Array.from({ length: taken }, (_, n) => heldAndConfirmed({ orderId: `ord_${n}` })).flat();
    const day = dayOf(dayOpened({ limits: { orders: 5 }, terms: { fewPercent } }), ...orders);
    expect(firstSlotAt(day).state).toBe(state);
  });

  it('is few as soon as one of its limits is nearly reached', () => {
    const day = dayOf(dayOpened({ limits: { orders: 100, prepSeconds: 130 } }), ...heldAndConfirmed());
    expect(firstSlotAt(day).state).toBe('few');
  });

  it('is too soon, or past, before it is anything else', () => {
    const sold = dayOf(dayOpened({ limits: { orders: 1 } }), ...heldAndConfirmed());
    expect(firstSlotAt(sold, before(slot(0), 20)).state).toBe('too-soon');
    expect(firstSlotAt(sold, slot(0)).state).toBe('past');
  });
});

describe('a slot that was sold before its capacity was lowered', () => {
  const lowered = dayOf(
    dayOpened({ limits: { orders: 1, items: 3 } }),
    ...heldAndConfirmed(),
    ...heldAndConfirmed(another),
    timeslotHeld({ orderId: 'ord_3' }),
  );

  it('says by how much it is overbooked, and never that less than nothing is left', () => {
    expect(firstSlotAt(lowered)).toMatchObject({
      state: 'full',
      load: {
        orders: { limit: 1, held: 1, confirmed: 2, remaining: 0, overbooked: 2 },
        items: { limit: 3, held: 2, confirmed: 4, remaining: 0, overbooked: 3 },
      },
    });
  });

  it('says nothing of overbooking where it is filled exactly', () => {
    const brim = dayOf(dayOpened({ limits: { orders: 1 } }), ...heldAndConfirmed());
    expect(firstSlotAt(brim).load.orders).toEqual({ limit: 1, held: 0, confirmed: 1, remaining: 0 });
  });
});
