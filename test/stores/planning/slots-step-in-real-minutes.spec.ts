import fc from 'fast-check';
import { instantAt, localTimeIn } from '../../../src/platform/zones/index.js';
import { holds } from '../../specification/property.js';
import { terms } from '../../specification/service-day-controls.js';
import { hours, planned } from '../../specification/store-controls.js';
import { wallTimesIn, ZONES } from './wall-clocks.js';

/** The slots of a store that is open on one date, from one time to another: `12:00-14:00`. */
const slotsOn = (zone: string, date: string, period: string) => {
  const [opens = '', closes = ''] = period.split('-');
  const exceptions = [{ date, periods: [{ opens, closes }] }];
  return planned({ zone, hours: hours({ exceptions }) }, date).slots;
};

/** What the clocks of the store show when its slots begin. */
const shownOn = (zone: string, date: string, period: string): readonly string[] =>
  slotsOn(zone, date, period).map(({ start }) => localTimeIn(zone, start).slice(11));

const spanOf = (...args: Parameters<typeof slotsOn>) => {
  const slots = slotsOn(...args);
  return { from: slots[0]?.start, to: slots.at(-1)?.end, slots: slots.length };
};

describe('a night in which clocks go forward', () => {
  it.each([
    [
      'Europe/London',
      '2031-03-29',
      { from: '2031-03-29T23:00:00.000Z', to: '2031-03-30T02:00:00.000Z', slots: 12 },
    ],
    [
      'America/New_York',
      '2031-03-08',
      { from: '2031-03-09T04:00:00.000Z', to: '2031-03-09T07:00:00.000Z', slots: 12 },
    ],
    [
      'Australia/Lord_Howe',
      '2031-10-04',
      { from: '2031-10-04T12:30:00.000Z', to: '2031-10-04T16:00:00.000Z', slots: 14 },
    ],
    [
      'America/Sao_Paulo',
      '2017-10-14',
      { from: '2017-10-15T02:00:00.000Z', to: '2017-10-15T05:00:00.000Z', slots: 12 },
    ],
  ])('is shorter, from 23:00 to 03:00 in %s', (zone, date, span) => {
    expect(spanOf(zone, date, '23:00-03:00')).toEqual(span);
  });

  it('skips the times that clocks skip', () => {
    expect(shownOn('Europe/London', '2031-03-30', '00:30-02:30')).toEqual([
      '00:30:00+00:00',
      '00:45:00+00:00',
      '02:00:00+01:00',
      '02:15:00+01:00',
    ]);
    expect(shownOn('Australia/Lord_Howe', '2031-10-05', '01:45-02:45')).toEqual([
      '01:45:00+10:30',
      '02:30:00+11:00',
    ]);
  });

  it.each([
    ['Europe/London', '2031-03-30', '01:30-03:00', '2031-03-30T01:00:00.000Z'],
    ['America/New_York', '2031-03-09', '02:00-04:00', '2031-03-09T07:00:00.000Z'],
    ['America/New_York', '2031-03-09', '02:59-04:00', '2031-03-09T07:00:00.000Z'],
    ['Australia/Lord_Howe', '2031-10-05', '02:15-04:00', '2031-10-04T15:30:00.000Z'],
    ['America/Sao_Paulo', '2017-10-15', '00:00-04:00', '2017-10-15T03:00:00.000Z'],
  ])('opens at the end of the gap where %s skips the opening time (%s, %s)', (zone, date, period, from) => {
    expect(slotsOn(zone, date, period)[0]?.start).toBe(from);
  });

  it.each([
    ['Europe/London', '2031-03-29', '22:00-01:30', '2031-03-30T01:00:00.000Z'],
    ['America/Sao_Paulo', '2017-10-14', '18:00-00:00', '2017-10-15T03:00:00.000Z'],
    ['America/Sao_Paulo', '2017-10-14', '18:00-00:45', '2017-10-15T03:00:00.000Z'],
  ])('closes at the end of the gap where %s skips the closing time (%s, %s)', (zone, date, period, to) => {
    expect(slotsOn(zone, date, period).at(-1)?.end).toBe(to);
  });

  it('has no slot in a period that lies in the gap', () => {
    expect(slotsOn('Europe/London', '2031-03-30', '01:00-02:00')).toEqual([]);
  });
});

describe('a night in which clocks go back', () => {
  it.each([
    [
      'Europe/London',
      '2031-10-25',
      { from: '2031-10-25T22:00:00.000Z', to: '2031-10-26T03:00:00.000Z', slots: 20 },
    ],
    [
      'America/New_York',
      '2031-11-01',
      { from: '2031-11-02T03:00:00.000Z', to: '2031-11-02T08:00:00.000Z', slots: 20 },
    ],
    [
      'Australia/Lord_Howe',
      '2031-04-05',
      { from: '2031-04-05T12:00:00.000Z', to: '2031-04-05T16:30:00.000Z', slots: 18 },
    ],
  ])('is longer, from 23:00 to 03:00 in %s', (zone, date, span) => {
    expect(spanOf(zone, date, '23:00-03:00')).toEqual(span);
  });

  it('has two slots at 01:30, half past one twice', () => {
    const shown = shownOn('Europe/London', '2031-10-26', '00:30-02:30');
    expect(shown.filter(time => time.startsWith('01:30'))).toEqual(['01:30:00+01:00', '01:30:00+00:00']);
    expect(
      new Set(slotsOn('Europe/London', '2031-10-26', '00:30-02:30').map(({ start }) => start)).size,
    ).toBe(12);
  });

  it('repeats half an hour only, where clocks go back by half an hour', () => {
    expect(shownOn('Australia/Lord_Howe', '2031-04-06', '01:15-02:15')).toEqual([
      '01:15:00+11:00',
      '01:30:00+11:00',
      '01:45:00+11:00',
      '01:30:00+10:30',
      '01:45:00+10:30',
      '02:00:00+10:30',
    ]);
  });

  it.each([
    [
      'Europe/London',
      '2031-10-26',
      '01:15-01:45',
      { from: '2031-10-26T00:15:00.000Z', to: '2031-10-26T01:45:00.000Z', slots: 6 },
    ],
    [
      'America/New_York',
      '2031-11-02',
      '01:00-01:15',
      { from: '2031-11-02T05:00:00.000Z', to: '2031-11-02T06:15:00.000Z', slots: 5 },
    ],
    [
      'America/Sao_Paulo',
      '2018-02-17',
      '22:00-23:30',
      { from: '2018-02-18T00:00:00.000Z', to: '2018-02-18T02:30:00.000Z', slots: 10 },
    ],
  ])('opens the first time and closes the second, in %s', (zone, date, period, span) => {
    expect(spanOf(zone, date, period)).toEqual(span);
  });
});

describe('a night in which clocks skip midnight', () => {
  const SKIPS = [
    ['America/Sao_Paulo', '2017-10-15', '2017-10-15T03:00:00.000Z'],
    ['Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00.000Z'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z'],
    ['America/Santiago', '2024-09-08', '2024-09-08T04:00:00.000Z'],
    ['America/Havana', '2024-03-10', '2024-03-10T05:00:00.000Z'],
  ] as const;
  const eveBefore = (date: string): string =>
    new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

  it.each(SKIPS)(
    'ends the evening before where the date begins, at one o’clock in %s',
    (zone, date, skip) => {
      expect(spanOf(zone, eveBefore(date), '22:00-00:00')).toMatchObject({ to: skip, slots: 8 });
      expect(shownOn(zone, date, '00:00-02:00').map(time => time.slice(0, 5))).toEqual([
        '01:00',
        '01:15',
        '01:30',
        '01:45',
      ]);
      expect(slotsOn(zone, date, '00:00-02:00')[0]?.start).toBe(skip);
    },
  );

  it.each(SKIPS)(
    'is passed by the shift of the evening before without a slot twice or lost in %s',
    (zone, date, skip) => {
      const slots = slotsOn(zone, eveBefore(date), '23:00-02:00');
      expect(slots.map(({ start }) => Date.parse(start) - Date.parse(skip))).toEqual(
        [-60, -45, -30, -15, 0, 15, 30, 45].map(minutes => minutes * 60_000),
      );
    },
  );
});

describe('stranger clocks', () => {
  it('may be a quarter of an hour beside the others', () => {
    expect(spanOf('Asia/Kathmandu', '2031-06-02', '12:00-14:00')).toEqual({
      from: '2031-06-02T06:15:00.000Z',
      to: '2031-06-02T08:15:00.000Z',
      slots: 8,
    });
  });

  it('may skip a whole date, on which nothing is sold', () => {
    expect(slotsOn('Pacific/Apia', '2011-12-30', '09:00-17:00')).toEqual([]);
    expect(slotsOn('Pacific/Apia', '2011-12-29', '09:00-17:00')).toHaveLength(32);
  });
});

describe('the slots of any date, hours and zone', () => {
  const times = fc
    .tuple(fc.nat({ max: 23 }), fc.constantFrom('00', '15', '20', '30', '59'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  const cases = fc.constantFrom(...ZONES).chain(zone =>
    fc.record({
      zone: fc.constant(zone),
      date: wallTimesIn(zone).map(({ date }) => date),
      periods: fc.array(fc.record({ opens: times, closes: times }), { maxLength: 4 }),
      slotMinutes: fc.constantFrom(5, 15, 20, 45, 240),
    }),
  );

  it('last as long as the terms say in real minutes, follow each other and never overlap', () => {
    holds(
      200,
      fc.property(cases, ({ zone, date, periods, slotMinutes }) => {
        const exceptions = [{ date, periods }];
        const { slots } = planned(
          { zone, hours: hours({ exceptions }), terms: terms({ slotMinutes }) },
          date,
        );
        slots.forEach(({ start, end }, n) => {
          expect(Date.parse(end) - Date.parse(start)).toBe(slotMinutes * 60_000);
          expect(start >= (slots[n - 1]?.end ?? '')).toBe(true);
        });
      }),
    );
  });

  it('fill a single period: from its opening, leaving less than a slot before its closing', () => {
    holds(
      200,
      fc.property(cases, times, times, ({ zone, date, slotMinutes }, opens, closes) => {
        const exceptions = [{ date, periods: [{ opens, closes }] }];
        const { slots } = planned(
          { zone, hours: hours({ exceptions }), terms: terms({ slotMinutes }) },
          date,
        );
        const next = new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
        const from = Date.parse(instantAt(zone, date, opens, 'earlier'));
        const to = Date.parse(instantAt(zone, closes > opens ? date : next, closes, 'later'));
        expect(slots.map(({ start }) => Date.parse(start))).toEqual(
          Array.from(
            { length: Math.max(0, Math.floor((to - from) / (slotMinutes * 60_000))) },
            (_, n) => from + n * slotMinutes * 60_000,
          ),
        );
      }),
    );
  });
});
