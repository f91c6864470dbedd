import fc from 'fast-check';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { forkDay, type ServiceDay } from '../../../src/orders/domain/service-day.js';
import { heldAt } from '../../../src/orders/domain/capacity.js';
import { PlainTally, type PlainSum } from '../../specification/plain-tally.js';
import { counterexampleOf, holds } from '../../specification/property.js';
import { after } from '../../specification/service-day.js';
import { deafTo, histories, played, type Recorded } from '../../specification/service-day-history.js';

const RUNS = 400;

const beyond = ({ limit, held, confirmed }: PlainSum): number => held + confirmed - limit;

/**
 * What is given away twice, at any prefix of what was recorded. Limits lowered below what was sold leave a slot
 * overbooked; then nothing may take it further.
 */
const oversoldIn = (recorded: readonly Recorded[]): readonly PlainSum[] => {
  const tally = new PlainTally();
  return recorded.flatMap(({ event, at }) => {
    const before = tally.oversoldAt(at);
    tally.read(event);
    if (event.type === 'ServiceDayTermsChanged') return [];
    const was = ({ slot, dimension }: PlainSum): number =>
      before.filter(sum => sum.slot === slot && sum.dimension === dimension).map(beyond)[0] ?? 0;
    return tally.oversoldAt(at).filter(sum => beyond(sum) > was(sum));
  });
};

const neverOversoldBy = (decider: typeof serviceDayDecider) =>
  fc.property(histories, history => {
    expect(oversoldIn(played(history, decider).recorded)).toEqual([]);
  });

const withoutLimits = (day: ServiceDay): ServiceDay => {
  const boundless = forkDay(day);
  for (const tally of day.slots.values()) boundless.slots.set(tally.start, { ...tally, limits: {} });
  return boundless;
};

const laters = fc.array(fc.integer({ min: 0, max: 7_200_000 }), { minLength: 1, maxLength: 3 });

/** That a day folded by `decider` has in every slot what adding up its events by hand gives, now and later. */
const countedByHand = (decider: typeof serviceDayDecider) =>
  fc.property(histories, laters, (history, aheads) => {
    const { recorded } = played(history);
    const day = decider.initial();
    recorded.forEach(({ event, at }, n) => decider.evolve(day, event, { at, revision: BigInt(n) }));
    const tally = new PlainTally(recorded.map(({ event }) => event));
    const now = recorded.at(-1)?.at ?? history.startsAt;
    const expiries = tally.sumsAt(now).flatMap(({ firstExpiry }) => firstExpiry ?? []);
    const justBefore = expiries.map(expiry => after(expiry, 0, -1));
    for (const at of [now, ...justBefore, ...aheads.map(ms => after(now, 0, ms))]) {
      const held = heldAt(day, at);
      const counted = tally.sumsAt(at).map(sum => ({
        ...sum,
        confirmed: day.slots.get(sum.slot)?.confirmed[sum.dimension],
        held: held.get(sum.slot)?.[sum.dimension] ?? 0,
      }));
      expect(counted).toEqual(tally.sumsAt(at));
    }
  });

describe('whatever happens on a day, in whatever order', () => {
  it('no slot is oversold in any dimension, at any prefix of its stream', () => {
    holds(RUNS, neverOversoldBy(serviceDayDecider));
  });

  /** Breaks the promise with a decider that must break it, and makes sure that it was this promise. */
  const expectFoundOut = (decider: typeof serviceDayDecider): void => {
    const [history] = counterexampleOf(RUNS, neverOversoldBy(decider)) ?? [];
    expect(history && oversoldIn(played(history, decider).recorded)).not.toHaveLength(0);
    expect(history && oversoldIn(played(history).recorded)).toHaveLength(0);
  };

  it('and this would be noticed: a day that does not look at its limits is found out', () => {
    const careless: typeof serviceDayDecider = {
      ...serviceDayDecider,
      decide: (day, command, at) => serviceDayDecider.decide(withoutLimits(day), command, at),
    };
    expectFoundOut(careless);
  });

  it('and this would be noticed: a day on which holds count for nothing is found out', () => {
    const forgetful: typeof serviceDayDecider = {
      ...serviceDayDecider,
      evolve: (day, event, recording) =>
        serviceDayDecider.evolve(
          day,
          event.type === 'TimeslotHeld'
            ? { ...event, data: { ...event.data, load: { ...event.data.load, orders: 0 as 1, items: 0 } } }
            : event,
          recording,
        ),
    };
    expectFoundOut(forgetful);
  });

  it('and this would be noticed: a day that goes on by the limits it was opened under is found out', () => {
    expectFoundOut(deafTo('ServiceDayTermsChanged'));
  });

  it('what lowered limits leave overbooked is recorded with them, slot by slot, in every dimension', () => {
    let overbookings = 0;
    holds(
      RUNS,
      fc.property(histories, history => {
        const tally = new PlainTally();
        for (const { event, at } of played(history).recorded) {
          tally.read(event);
          if (event.type !== 'ServiceDayTermsChanged') continue;
          const told = event.data.overbooked.map(({ slot, limit, capacity, taken }) => ({
            slot,
            dimension: limit,
            limit: capacity,
            taken,
          }));
          const counted = tally.oversoldAt(at).map(({ slot, dimension, limit, held, confirmed }) => ({
            slot,
            dimension,
            limit,
            taken: held + confirmed,
          }));
          expect(told).toEqual(counted);
          overbookings += told.length;
        }
      }),
    );
    expect(overbookings).toBeGreaterThan(10);
  });

  it('the day counts what adding up its events by hand counts, now and at any later time', () => {
    holds(RUNS, countedByHand(serviceDayDecider));
  });

  it.each(['OrderCancelled', 'OrderVoided', 'OrderVoidedAtPos', 'OrderMoved', 'HoldRenewed'] as const)(
    'and this would be noticed: a day that passes over %s is found out',
    type => {
      const found = counterexampleOf(3 * RUNS, countedByHand(deafTo(type)));
      expect(found).toBeDefined();
    },
  );

  it('the tally of a slot is the sum of its holds whose end is not recorded, so that it forgets the others', () => {
    holds(
      RUNS,
      fc.property(histories, history => {
        const { day } = played(history);
        for (const { start, held } of day.slots.values()) {
          const open = [...day.openHolds.values()].filter(({ slot }) => slot === start);
          const items = open.reduce((sum, { load }) => sum + load.items, 0);
          expect({ orders: held.orders, items: held.items }).toEqual({ orders: open.length, items });
        }
      }),
    );
  });
});
