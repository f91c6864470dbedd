import type { StoreEvent } from '../../../src/stores/domain/store.events.js';
import { evolveStore } from '../../../src/stores/domain/store.js';
import { slot, terms } from '../../specification/service-day-controls.js';
import {
  capacityOverridden,
  given,
  hours,
  nothing,
  overrideCapacity,
  planOf,
  rejected,
  storeOf,
  storeOpened,
  termsChanged,
} from '../../specification/store-controls.js';

const TWO = { orders: 2 };
const NINE = { orders: 9 };
const TUESDAY = '2031-06-03';

/** The store is open from 12:00 to 14:00 in London: eight slots, the first of which starts an hour before slot(0). */
const limitsAfter = (...facts: readonly StoreEvent[]): readonly unknown[] =>
  planOf(storeOf(storeOpened(), ...facts)).slots.map(({ limits }) => limits);

describe('an override', () => {
  it('is recorded with its reason and who gave it', () => {
    given(storeOpened()).when(overrideCapacity()).then(capacityOverridden());
  });

  it('gives other limits to the slots that start in it, its beginning included and its end not', () => {
    expect(limitsAfter(capacityOverridden())).toEqual([TWO, TWO, TWO, TWO, NINE, NINE, TWO, TWO]);
    const [start, end] = ['2031-06-02T12:00:00.001Z', '2031-06-02T12:30:00.001Z'];
    expect(limitsAfter(capacityOverridden({ from: start, to: end }))).toEqual([
      ...[TWO, TWO, TWO, TWO],
      ...[TWO, NINE, NINE, TWO],
    ]);
  });

  it('takes the place of all limits of the terms, be they of other kinds', () => {
    const limits = { items: 5, amount: 0 };
    expect(limitsAfter(capacityOverridden({ limits }))[4]).toEqual(limits);
  });

  it('is for its business date alone', () => {
    const store = storeOf(storeOpened(), capacityOverridden());
    expect(planOf(store, TUESDAY).slots.map(({ limits }) => limits)).toEqual(Array(8).fill(TWO));
  });

  it('goes by the business date, not by the calendar: behind midnight it is of the evening before', () => {
    const late = { hours: hours({ monday: [{ opens: '23:30', closes: '00:30' }] }) };
    const behindMidnight = { from: '2031-06-02T23:00:00.000Z', to: '2031-06-02T23:15:00.000Z' };
    const store = storeOf(storeOpened(late), capacityOverridden(behindMidnight));
    expect(planOf(store).slots.map(({ limits }) => limits)).toEqual([TWO, TWO, NINE, TWO]);
  });

  it('outlives a change of the terms, which shows where it ends', () => {
    const other = termsChanged({ terms: terms({ limits: { orders: 4 } }) });
    const FOUR = { orders: 4 };
    expect(limitsAfter(capacityOverridden(), other)).toEqual([
      FOUR,
      FOUR,
      FOUR,
      FOUR,
      NINE,
      NINE,
      FOUR,
      FOUR,
    ]);
  });
});

describe('of two overrides', () => {
  const FIVE = { orders: 5 };

  it('the later wins where they meet, and the earlier stays beside it', () => {
    const whole = capacityOverridden({ from: slot(-4), to: slot(4) });
    const middle = capacityOverridden({ from: slot(-1), to: slot(1), limits: FIVE });
    expect(limitsAfter(whole, middle)).toEqual([NINE, NINE, NINE, FIVE, FIVE, NINE, NINE, NINE]);
    expect(limitsAfter(middle, whole)).toEqual(Array(8).fill(NINE));
  });

  it('the later may lift the earlier, in part or as a whole', () => {
    const whole = capacityOverridden({ from: slot(-4), to: slot(4) });
    const lift = (from: number, to: number) =>
      capacityOverridden({ from: slot(from), to: slot(to), limits: null });
    expect(limitsAfter(whole, lift(-1, 1))).toEqual([NINE, NINE, NINE, TWO, TWO, NINE, NINE, NINE]);
    expect(limitsAfter(whole, lift(-4, 4))).toEqual(Array(8).fill(TWO));
    expect(storeOf(storeOpened(), whole, lift(-4, 4)).overrides).toEqual([]);
  });

  it('of other dates none touches the other', () => {
    const tuesday = capacityOverridden({ businessDate: TUESDAY, limits: null });
    expect(limitsAfter(capacityOverridden(), tuesday)).toEqual(limitsAfter(capacityOverridden()));
  });
});

describe('an override that changes nothing', () => {
  it('is accepted and not recorded: told again, told in part, or lifted where there is none', () => {
    given(storeOpened(), capacityOverridden()).when(overrideCapacity()).then(nothing);
    given(storeOpened(), capacityOverridden())
      .when(overrideCapacity({ from: slot(1), why: 'another reason' }))
      .then(nothing);
    given(storeOpened())
      .when(overrideCapacity({ limits: null }))
      .then(nothing);
  });

  it('is recorded all the same where it says the limits of the terms: those may change', () => {
    const asTheTerms = { limits: terms().limits };
    given(storeOpened()).when(overrideCapacity(asTheTerms)).then(capacityOverridden(asTheTerms));
  });
});

describe('an override that no slot could heed', () => {
  it('ends at its beginning, or before it', () => {
    for (const to of [slot(0), slot(-1)]) {
      given(storeOpened())
        .when(overrideCapacity({ to }))
        .then(rejected('OVERRIDE_INVALID', { field: 'to', why: `must be after from (${slot(0)})` }));
    }
  });

  it.each([
    ['from', { from: '2031-06-01T09:59:59.999Z' }],
    ['to', { to: '2031-06-04T12:00:00.001Z' }],
    ['from', { from: '2032-06-02T12:00:00.000Z', to: '2032-06-02T13:00:00.000Z' }],
  ])('lies beyond every hour that its business date has anywhere on earth (%s)', (field, range) => {
    const why =
      'must lie between 2031-06-01T10:00:00.000Z and 2031-06-04T12:00:00.000Z, where the slots of 2031-06-02 are';
    given(storeOpened()).when(overrideCapacity(range)).then(rejected('OVERRIDE_INVALID', { field, why }));
  });

  it('is of a date that is over everywhere', () => {
    const at = '2031-06-05T00:00:00.000Z';
    given(storeOpened())
      .when(overrideCapacity())
      .at(at)
      .then(
        rejected('OVERRIDE_INVALID', {
          field: 'businessDate',
          why: 'is over; the earliest that may not be is 2031-06-03',
        }),
      );
    given(storeOpened()).when(overrideCapacity()).at('2031-06-04T23:59:59.999Z').then(capacityOverridden());
  });
});

describe('the overrides of a store', () => {
  const dateOf = (n: number): string => new Date(Date.UTC(2031, 5, 2 + n)).toISOString().slice(0, 10);
  const onDate = (n: number) => {
    const businessDate = dateOf(n);
    return { businessDate, from: `${businessDate}T12:00:00.000Z`, to: `${businessDate}T13:00:00.000Z` };
  };
  const full = Array.from({ length: 400 }, (_, n) => capacityOverridden(onDate(n)));

  it('are 400 at once at most; one that takes the place of another is no more', () => {
    given(storeOpened(), ...full)
      .when(overrideCapacity(onDate(400)))
      .then(rejected('OVERRIDES_TOO_MANY', { overridesMax: 400 }));
    const instead = { ...onDate(7), limits: { orders: 1 } };
    given(storeOpened(), ...full)
      .when(overrideCapacity(instead))
      .then(capacityOverridden(instead));
    const lifted = { ...onDate(7), limits: null };
    given(storeOpened(), ...full)
      .when(overrideCapacity(lifted))
      .then(capacityOverridden(lifted));
  });

  it('give way as their dates pass', () => {
    const at = `${dateOf(3)}T00:00:00.000Z`;
    given(storeOpened(), ...full)
      .when(overrideCapacity(onDate(400)))
      .at(at)
      .then(capacityOverridden(onDate(400)));
  });

  it('are dropped with the first fact that is recorded when their date is over', () => {
    const [store, later] = [storeOf(storeOpened(), ...full), '2031-06-05T09:00:00.000Z'];
    expect(store.overrides).toHaveLength(400);
    const folded = storeOf(storeOpened(), ...full);
    evolveStore(folded, termsChanged({ terms: terms() }), { at: later, revision: 401n });
    expect(folded.overrides).toEqual(store.overrides.slice(1));
  });
});
