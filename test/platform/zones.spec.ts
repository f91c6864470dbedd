import fc from 'fast-check';
import { dateIn, instantAt, isKnownZone, localTimeIn } from '../../src/platform/zones/index.js';

const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
/** Whole minutes, from before the first zone rules of today to long after the last known ones. */
const instant = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2050, 0, 1) / 60_000 })
  .map(minutes => new Date(minutes * 60_000).toISOString());

describe('A zone', () => {
  it('is known by the name of a place', () => {
    for (const name of ['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'UTC']) {
      expect(isKnownZone(name)).toBe(true);
    }
  });

  it.each([
    '',
    'Berlin',
    'Europe/Nowhere',
    '+01:00',
    '-05:00',
    '+01',
    'Europe/Berlin ',
    '2026-11-23T00:00[Europe/Berlin]',
  ])('is not known as "%s"', name => {
    expect(isKnownZone(name)).toBe(false);
  });

  it('has, for its local time, the instant that shows it', () =>
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const local = localTimeIn(name, at);
        const [date, time] = [local.slice(0, 10), local.slice(11, 16)];
        expect(dateIn(name, at)).toBe(date);
        // Zones whose offsets once had seconds would not show whole minutes.
        fc.pre(local.slice(17, 19) === '00');
        const both = [instantAt(name, date, time, 'earlier'), instantAt(name, date, time, 'later')];
        expect(both).toContain(at);
        expect(both.map(each => localTimeIn(name, each).slice(0, 16))).toEqual([
          `${date}T${time}`,
          `${date}T${time}`,
        ]);
      }),
      { numRuns: 200 },
    ));

  const BERLIN = 'Europe/Berlin';

  it('shows a time twice in autumn, and both are told apart', () => {
    expect(instantAt(BERLIN, '2026-10-25', '02:30', 'earlier')).toBe('2026-10-25T00:30:00.000Z');
    expect(instantAt(BERLIN, '2026-10-25', '02:30', 'later')).toBe('2026-10-25T01:30:00.000Z');
  });

  it.each(['earlier', 'later'] as const)(
    'skips a time in spring, which is the instant of the skip: %s',
    fold => {
      for (const time of ['02:00', '02:30', '02:59']) {
        expect(instantAt(BERLIN, '2026-03-29', time, fold)).toBe('2026-03-29T01:00:00.000Z');
      }
      expect(instantAt(BERLIN, '2026-03-29', '01:59', fold)).toBe('2026-03-29T00:59:00.000Z');
      expect(instantAt(BERLIN, '2026-03-29', '03:00', fold)).toBe('2026-03-29T01:00:00.000Z');
    },
  );

  it('may skip half an hour, or a whole day', () => {
    expect(instantAt('Australia/Lord_Howe', '2026-10-04', '02:15', 'earlier')).toBe(
      '2026-10-03T15:30:00.000Z',
    );
    expect(instantAt('Pacific/Apia', '2011-12-30', '12:00', 'earlier')).toBe('2011-12-30T10:00:00.000Z');
  });

  it('never maps a later local time to an earlier instant', () =>
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 1, max: 180 }), (name, at, minutes) => {
        const local = localTimeIn(name, at).slice(0, 16);
        const later = new Date(Date.parse(`${local}:00Z`) + minutes * 60_000).toISOString();
        for (const fold of ['earlier', 'later'] as const) {
          const [a, b] = [local, later].map(text =>
            instantAt(name, text.slice(0, 10), text.slice(11, 16), fold),
          );
          expect(b! >= a!).toBe(true);
        }
      }),
      { numRuns: 200 },
    ));

  it('writes local times with their offset, half hours included', () => {
    expect(localTimeIn('Asia/Kathmandu', '2026-11-23T06:30:00.000Z')).toBe('2026-11-23T12:15:00+05:45');
    expect(dateIn('Pacific/Kiritimati', '2026-11-23T12:00:00.000Z')).toBe('2026-11-24');
  });
});
