import type { OpeningPeriod, StoreDetails } from '../../../src/stores/domain/store.events.js';
import { terms } from '../../specification/service-day-controls.js';
import { hours, planned, planOf, storeOf, storeOpened } from '../../specification/store-controls.js';

const MONDAY = '2031-06-02';

const openOnMondays = (...monday: OpeningPeriod[]): Partial<StoreDetails> => ({ hours: hours({ monday }) });
const timesOf = (changes: Partial<StoreDetails>, date = MONDAY): readonly string[] =>
  planned(changes, date).slots.map(({ start, end }) => `${start.slice(11, 16)}-${end.slice(11, 16)}`);

describe('the plan of a business date', () => {
  it('says what the day would be sold under, and which revision of the store it was made from', () => {
    const { slots: _slots, ...rest } = planOf({
      ...storeOf(storeOpened({ zone: 'Asia/Kathmandu', currency: 'NPR' })),
      revision: 7n,
    });
    expect(rest).toEqual({
      storeId: 'sto_0000000000001',
      businessDate: MONDAY,
      zone: 'Asia/Kathmandu',
      currency: 'NPR',
      terms: terms(),
      storeRevision: '7',
      posAccount: { account: 'simulator', location: 'high-street' },
    });
  });

  it('has slots of the terms’ length and limits from opening to closing', () => {
    const opening = openOnMondays({ opens: '12:00', closes: '13:00' });
    const { slots } = planned({ ...opening, terms: terms({ slotMinutes: 20, limits: { items: 9 } }) });
    expect(slots).toEqual([
      { start: `${MONDAY}T11:00:00.000Z`, end: `${MONDAY}T11:20:00.000Z`, limits: { items: 9 } },
      { start: `${MONDAY}T11:20:00.000Z`, end: `${MONDAY}T11:40:00.000Z`, limits: { items: 9 } },
      { start: `${MONDAY}T11:40:00.000Z`, end: `${MONDAY}T12:00:00.000Z`, limits: { items: 9 } },
    ]);
  });

  it('leaves out a last slot that would end after closing', () => {
    expect(timesOf(openOnMondays({ opens: '12:00', closes: '12:44' }))).toEqual([
      '11:00-11:15',
      '11:15-11:30',
    ]);
    expect(timesOf(openOnMondays({ opens: '12:00', closes: '12:14' }))).toEqual([]);
  });

  it('follows the hours of its weekday', () => {
    const week = { hours: hours({ tuesday: [], wednesday: [{ opens: '09:00', closes: '09:15' }] }) };
    expect(planned(week, '2031-06-02').slots).toHaveLength(8);
    expect(planned(week, '2031-06-03').slots).toEqual([]);
    expect(timesOf(week, '2031-06-04')).toEqual(['08:00-08:15']);
  });

  it('follows an exception instead, and an exception without periods is a day off', () => {
    const exceptions = [
      { date: MONDAY, periods: [{ opens: '10:00', closes: '10:15' }] },
      { date: '2031-06-03', periods: [] },
    ];
    const changes = { hours: hours({ exceptions }) };
    expect(timesOf(changes)).toEqual(['09:00-09:15']);
    expect(timesOf(changes, '2031-06-03')).toEqual([]);
    expect(timesOf(changes, '2031-06-04')).toHaveLength(8);
  });
});

describe('several periods on one date', () => {
  it('are sold in order of time, whatever order they are told in', () => {
    const split = openOnMondays({ opens: '18:00', closes: '18:15' }, { opens: '12:00', closes: '12:15' });
    expect(timesOf(split)).toEqual(['11:00-11:15', '17:00-17:15']);
  });

  it('may touch', () => {
    const touching = openOnMondays({ opens: '12:00', closes: '12:30' }, { opens: '12:30', closes: '12:45' });
    expect(timesOf(touching)).toEqual(['11:00-11:15', '11:15-11:30', '11:30-11:45']);
  });

  it('may overlap: no minute is sold twice, and the slot that began earlier stays', () => {
    const overlapping = openOnMondays(
      { opens: '12:00', closes: '12:30' },
      { opens: '12:20', closes: '13:05' },
    );
    expect(timesOf(overlapping)).toEqual(['11:00-11:15', '11:15-11:30', '11:35-11:50', '11:50-12:05']);
  });

  it('may be the same twice', () => {
    const twice = { opens: '12:00', closes: '12:30' };
    expect(timesOf(openOnMondays(twice, twice))).toEqual(['11:00-11:15', '11:15-11:30']);
  });
});

describe('a period that passes midnight', () => {
  it('belongs to the date on which it began', () => {
    const late = planned(openOnMondays({ opens: '23:30', closes: '00:30' }));
    expect(late.businessDate).toBe(MONDAY);
    expect(late.slots.map(({ start }) => start)).toEqual([
      '2031-06-02T22:30:00.000Z',
      '2031-06-02T22:45:00.000Z',
      '2031-06-02T23:00:00.000Z',
      '2031-06-02T23:15:00.000Z',
    ]);
  });

  it('may end at midnight itself', () => {
    expect(timesOf(openOnMondays({ opens: '23:30', closes: '00:00' }))).toEqual([
      '22:30-22:45',
      '22:45-23:00',
    ]);
  });

  it('passes the end of a month and of a leap year', () => {
    const leap = planned({ hours: hours({ sunday: [{ opens: '23:45', closes: '00:15' }] }) }, '2032-02-29');
    expect(leap.slots.map(({ start }) => start)).toEqual([
      '2032-02-29T23:45:00.000Z',
      '2032-03-01T00:00:00.000Z',
    ]);
  });

  it('is the whole clock round when it closes at the time it opens', () => {
    const { slots } = planned(openOnMondays({ opens: '06:00', closes: '06:00' }));
    expect(slots).toHaveLength(96);
    expect(slots.at(-1)?.end).toBe('2031-06-03T05:00:00.000Z');
  });
});
