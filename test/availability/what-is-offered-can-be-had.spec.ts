import fc from 'fast-check';
import type { SlotAvailability } from '../../src/availability/domain/day-availability.js';
import { isOpened, type OpenedDay } from '../../src/orders/domain/opening.js';
import type { OrderRejection } from '../../src/orders/domain/order.rejections.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { ServiceDay } from '../../src/orders/domain/service-day.js';
import { counterexampleOf, holds } from '../specification/property.js';
import {
  after,
  dayClosed,
  dayOpened,
  heldAndConfirmed,
  hold,
  load,
  MORNING,
  slot,
  termsChanged,
} from '../specification/service-day.js';
import { planOf, storeOpened } from '../specification/store-controls.js';
import { STORE } from './counter.js';
import { availabilityAt, dayOf } from './days.js';
import { clockAt, Deciding, randomDays, type RandomDay } from './random-day.js';

type Code = OrderRejection['code'];

/** What somebody is told who tries to hold a slot that is shown like this; undefined where the hold is given. */
const refusalFor = ({ state, outside }: SlotAvailability, day: ServiceDay): readonly (Code | undefined)[] => {
  if (day.closed) return ['DAY_CLOSED'];
  if (outside) return ['SLOT_UNKNOWN', 'SLOT_TOO_FAR'];
  switch (state) {
    case 'past':
      return ['SLOT_PAST'];
    case 'too-soon':
      return ['SLOT_TOO_SOON'];
    case 'closed':
      return ['SLOT_TOO_FAR'];
    case 'paused':
      return ['STORE_PAUSED'];
    case 'full':
    case 'held-full':
      return ['SLOT_FULL'];
    case 'few':
    case 'open':
      return [undefined];
  }
};

const SMALLEST = load({ items: 1, amount: 0, prepSeconds: 0 });

/** What becomes of the smallest order that wants a slot. */
const told = (
  day: ServiceDay,
  wanted: string,
  now: string,
  store = new Deciding().store,
): Code | undefined => {
  const plan = store.details === undefined ? undefined : planOf(store);
  const asking = { ...hold({ orderId: 'ord_new', slot: wanted, load: SMALLEST }), ...(plan && { plan }) };
  const decision = serviceDayDecider.decide(day, asking, now);
  return decision.kind === 'rejected' ? decision.rejection.code : undefined;
};

type Shows = (day: OpenedDay, now: string) => readonly SlotAvailability[];
const shown: Shows = (day, now) => availabilityAt(day, now).slots;

/** The day as its store would sell it, where nobody has opened it. */
const plannedBy = ({ store }: Deciding): OpenedDay => {
  const plan = planOf(store);
  return dayOf({ type: 'ServiceDayOpened', data: { ...plan, slots: [...plan.slots] } });
};

/** Lives a day, and tries after every turn to have each slot that is shown. Answers whether all was as it was shown. */
const isAsShown = ({ startsAt, turns }: RandomDay, shows: Shows, seen = new Set<string>()): boolean => {
  const deciding = new Deciding();
  deciding.fold(STORE, storeOpened(), startsAt);
  let [now, time] = [startsAt, startsAt];
  return turns.every(turn => {
    now = clockAt(
      turn,
      now,
      isOpened(deciding.day) ? availabilityAt(deciding.day, now).validUntil : undefined,
    );
    for (const next of turn.tells) {
      const { stream, at, facts } = deciding.decide(next, now);
      for (const fact of facts) deciding.fold(stream, fact, at);
      if (stream !== STORE && facts.length > 0) time = at;
    }
    const { day } = deciding;
    const instant = now > time ? now : time;
    const offered = isOpened(day) ? day : plannedBy(deciding);
    return shows(offered, instant).every(offer => {
      seen.add(offer.outside ? 'outside' : offer.state);
      return refusalFor(offer, day).includes(told(day, offer.start, instant, deciding.store));
    });
  });
};

describe('whatever happened on a day', () => {
  it('what is offered can be held at that very instant, and what is not is refused for the reason shown', () => {
    const seen = new Set<string>();
    holds(
      80,
      fc.property(randomDays, day => isAsShown(day, shown, seen)),
    );
    const all = ['past', 'too-soon', 'closed', 'paused', 'full', 'held-full', 'few', 'open', 'outside'];
    expect(all.filter(state => !seen.has(state))).toEqual([]);
  });

  const openInstead = (instead: string) => (day: OpenedDay, now: string) =>
    shown(day, now).map(slotShown =>
      slotShown.state === instead ? { ...slotShown, state: 'open' as const } : slotShown,
    );

  it.each(['past', 'too-soon', 'closed', 'paused', 'full', 'held-full'])(
    'a model that shows what is %s as open is found out',
    state => {
      const failing = fc.property(randomDays, day => isAsShown(day, openInstead(state)));
      expect(counterexampleOf(150, failing)).toBeDefined();
    },
  );
});

describe('an opened day', () => {
  const statesAndRefusals = (day: OpenedDay, now = MORNING) =>
    shown(day, now).map(({ start, state }) => [state, told(day, start, now)]);

  it('that is closed refuses every slot of it', () => {
    expect(statesAndRefusals(dayOf(dayOpened({ slots: 2 }), dayClosed()))).toEqual([
      ['closed', 'DAY_CLOSED'],
      ['closed', 'DAY_CLOSED'],
    ]);
  });

  it('that sells a slot no longer refuses it as unknown', () => {
    const { type, data } = termsChanged({ slots: 2, outside: [slot(0)] });
    const fewer = { type, data: { ...data, slots: data.slots.slice(1) } } as const;
    expect(statesAndRefusals(dayOf(dayOpened({ slots: 2 }), ...heldAndConfirmed(), fewer))).toEqual([
      ['closed', 'SLOT_UNKNOWN'],
      ['open', undefined],
    ]);
  });

  it('that got other limits is offered under those', () => {
    const lowered = termsChanged({ slots: 2, limits: { orders: 1 } });
    expect(statesAndRefusals(dayOf(dayOpened({ slots: 2 }), ...heldAndConfirmed(), lowered))).toEqual([
      ['full', 'SLOT_FULL'],
      ['open', undefined],
    ]);
  });

  it('is paused to the millisecond for both', () => {
    const until = after(MORNING, 30);
    const day = dayOf(dayOpened({ slots: 1, pause: { until, reason: 'the oven is cold' } }));
    expect(statesAndRefusals(day, after(until, 0, -1))).toEqual([['paused', 'STORE_PAUSED']]);
    expect(statesAndRefusals(day, until)).toEqual([['open', undefined]]);
  });
});
