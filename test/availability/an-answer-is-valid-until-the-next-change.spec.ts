import fc from 'fast-check';
import { isOpened } from '../../src/orders/domain/opening.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { holds } from '../specification/property.js';
import {
  after,
  before,
  dayClosed,
  dayOpened,
  MORNING,
  MORNING_HOLD_ENDS,
  OTHER_ORDER_ID,
  slot,
  timeslotHeld,
} from '../specification/service-day.js';
import { histories, played } from '../specification/service-day-history.js';
import { availabilityAt, dayOf } from './days.js';

const WEEK_MINUTES = 7 * 1_440;

describe('an answer is valid until', () => {
  const empty = dayOf(dayOpened({ slots: 2 }));
  const validFrom = (now: string, day = empty) => availabilityAt(day, now).validUntil;

  it('the first slot comes within the horizon', () => {
    expect(validFrom(before(slot(0), WEEK_MINUTES + 60))).toBe(before(slot(0), WEEK_MINUTES));
  });

  it('the next one does', () => {
    expect(validFrom(before(slot(0), WEEK_MINUTES))).toBe(before(slot(1), WEEK_MINUTES));
  });

  it('the first slot closes for its lead time', () => {
    expect(validFrom(MORNING)).toBe(before(slot(0), 20));
  });

  it('the next one does, if that is before the first one starts', () => {
    expect(validFrom(before(slot(0), 20))).toBe(before(slot(1), 20));
    expect(validFrom(before(slot(1), 20))).toBe(slot(0));
  });

  it('the last slot starts, then until the day may be closed, and from then on for ever', () => {
    expect(validFrom(after(slot(1), 0, -1))).toBe(slot(1));
    const mayClose = after(slot(2), 6 * 60);
    expect(validFrom(slot(1))).toBe(mayClose);
    expect(availabilityAt(empty, mayClose)).not.toHaveProperty('validUntil');
  });

  it('the last slot starts, once the day is closed', () => {
    const closed = dayOf(dayOpened({ slots: 2 }), dayClosed());
    expect(validFrom(after(slot(1), 0, -1), closed)).toBe(slot(1));
    expect(availabilityAt(closed, slot(1))).not.toHaveProperty('validUntil');
  });

  it('a pause is over', () => {
    const paused = dayOf(dayOpened({ pause: { until: after(MORNING, 30), reason: 'the oven is cold' } }));
    expect(validFrom(MORNING, paused)).toBe(after(MORNING, 30));
    expect(validFrom(after(MORNING, 30), paused)).toBe(before(slot(0), 20));
  });

  it('the earliest hold of any slot is over', () => {
    const held = dayOf(
      dayOpened(),
      timeslotHeld({ slot: slot(3) }),
      timeslotHeld({ orderId: OTHER_ORDER_ID, expiresAt: after(MORNING, 4) }),
    );
    expect(validFrom(MORNING, held)).toBe(after(MORNING, 4));
    expect(validFrom(after(MORNING, 4), held)).toBe(MORNING_HOLD_ENDS);
  });
});

describe('whatever happened on a day', () => {
  const cases = fc.tuple(
    histories,
    fc.integer({ min: -600_000, max: 7_200_000 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
  );

  it('an answer is the answer at every instant before it ends, and it ends later than it was given', () => {
    holds(
      200,
      fc.property(cases, ([history, aheadMs, fractions]) => {
        const { recorded } = played(history);
        const day = serviceDayDecider.initial();
        recorded.forEach(({ event, at }, n) =>
          serviceDayDecider.evolve(day, event, { at, revision: BigInt(n) }),
        );
        if (!isOpened(day)) return;
        const now = after(recorded.at(-1)?.at ?? MORNING, 0, aheadMs);
        const answer = availabilityAt(day, now);
        const lengthMs = Date.parse(answer.validUntil ?? after(now, 10_000)) - Date.parse(now);
        expect(lengthMs).toBeGreaterThan(0);
        for (const ms of [1, lengthMs - 1, ...fractions.map(share => Math.floor(share * (lengthMs - 1)))]) {
          if (ms < lengthMs) expect(availabilityAt(day, after(now, 0, ms))).toEqual(answer);
        }
      }),
    );
  });
});
