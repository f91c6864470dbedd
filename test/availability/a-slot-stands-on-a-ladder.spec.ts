import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import {
  after,
  before,
  dayClosed,
  dayOpened,
  heldAndConfirmed,
  load,
  MORNING,
  MORNING_HOLD_ENDS,
  orderCancelled,
  OTHER_ORDER_ID,
  slot,
  termsChanged,
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

describe('on a day that is paused', () => {
  const until = after(MORNING, 30);
  const paused = dayOf(
    dayOpened({ limits: { orders: 1 }, pause: { until, reason: 'the oven is cold' } }),
    ...heldAndConfirmed(),
  );
  const statesAt = (now: string) => availabilityAt(paused, now).slots.map(({ state }) => state);

  it('no slot can be had, whatever is left of it, until the pause ends by itself', () => {
    expect(statesAt(after(until, 0, -1))).toEqual(Array(4).fill('paused'));
    expect(statesAt(until)).toEqual(['full', 'open', 'open', 'open']);
  });

  it('the answer says when it ends, as long as it lasts', () => {
    expect(availabilityAt(paused, MORNING).pausedUntil).toBe(until);
    expect(availabilityAt(paused, until)).not.toHaveProperty('pausedUntil');
  });

  it('what can not be had anyway says why first', () => {
    const long = dayOf(dayOpened({ pause: { until: after(slot(9), 0), reason: 'the oven is cold' } }));
    expect(availabilityAt(long, before(slot(1), 20)).slots.map(({ state }) => state)).toEqual([
      'too-soon',
      'too-soon',
      'paused',
      'paused',
    ]);
    expect(firstSlotAt(long, slot(0)).state).toBe('past');
    expect(firstSlotAt(long, after(slot(0), -WEEK_MINUTES, -1)).state).toBe('closed');
  });

  it('of which the pause was ended early, slots can be had again', () => {
    const resumed = dayOf(
      dayOpened({ pause: { until, reason: 'the oven is cold' } }),
      termsChanged({ limits: { orders: 2 } }),
    );
    expect(firstSlotAt(resumed).state).toBe('open');
  });
});

describe('on a day that is closed', () => {
  it('every slot is closed, or past', () => {
    const closed = dayOf(dayOpened(), dayClosed());
    expect(availabilityAt(closed, slot(2)).slots.map(({ state }) => state)).toEqual([
      'past',
      'past',
      'past',
      'too-soon',
    ]);
    expect(firstSlotAt(closed).state).toBe('closed');
  });
});

describe('when a store sells fewer slots than it did', () => {
  const opened = dayOpened({ slots: 3, limits: { orders: 2, items: 9 } });
  const withoutFirst = (outside: readonly string[]) => {
    const { type, data } = termsChanged({ slots: 3, outside: [...outside] });
    return { type, data: { ...data, slots: data.slots.slice(1) } } as const;
  };
  const starts = (...facts: readonly OrderEvent[]) =>
    availabilityAt(dayOf(...facts), MORNING).slots.map(({ start }) => start);

  it('a slot of which nothing was sold is gone', () => {
    expect(starts(opened, withoutFirst([]))).toEqual([slot(1), slot(2)]);
  });

  it('a slot with an order stays, closed, and all that is sold of it is too much', () => {
    const day = dayOf(opened, ...heldAndConfirmed(), withoutFirst([slot(0)]));
    expect(firstSlotAt(day)).toEqual({
      start: slot(0),
      end: slot(1),
      local: '2031-06-02T13:00:00+01:00',
      state: 'closed',
      outside: true,
      load: {
        orders: { limit: 0, held: 0, confirmed: 1, remaining: 0, overbooked: 1 },
        items: { limit: 0, held: 0, confirmed: 2, remaining: 0, overbooked: 2 },
      },
    });
    expect(firstSlotAt(day, slot(0))).toMatchObject({ state: 'past', outside: true });
  });

  it('a slot with a hold stays as long as the hold does', () => {
    const day = dayOf(opened, timeslotHeld(), withoutFirst([slot(0)]));
    const justBefore = after(MORNING_HOLD_ENDS, 0, -1);
    expect(firstSlotAt(day, justBefore)).toMatchObject({ start: slot(0), state: 'closed' });
    expect(availabilityAt(day, justBefore).validUntil).toBe(MORNING_HOLD_ENDS);
    expect(firstSlotAt(day, MORNING_HOLD_ENDS).start).toBe(slot(1));
  });

  it('a slot is gone with the last order of it', () => {
    const cancelled = orderCancelled();
    expect(starts(opened, ...heldAndConfirmed(), withoutFirst([slot(0)]), cancelled)).toEqual([
      slot(1),
      slot(2),
    ]);
  });

  it('a slot that is sold once more is what it was', () => {
    const again = termsChanged({ slots: 3, storeRevision: '2' });
    const day = dayOf(opened, ...heldAndConfirmed(), withoutFirst([slot(0)]), again);
    expect(firstSlotAt(day)).toMatchObject({
      start: slot(0),
      state: 'open',
      load: { orders: { confirmed: 1 } },
    });
    expect(firstSlotAt(day)).not.toHaveProperty('outside');
  });

  it('slots come in order of their start, whichever was there first', () => {
    const again = termsChanged({ slots: 3, storeRevision: '2' });
    expect(starts(opened, withoutFirst([]), again)).toEqual([slot(0), slot(1), slot(2)]);
    expect(starts(opened, ...heldAndConfirmed({ slot: slot(0) }), withoutFirst([slot(0)]))).toEqual([
      slot(0),
      slot(1),
      slot(2),
    ]);
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
