import fc from 'fast-check';
import { instantAt, isKnownZone } from '../../../src/platform/zones/index.js';
import { holds } from '../../specification/property.js';
import { terms } from '../../specification/service-day-controls.js';
import { hours, planned } from '../../specification/store-controls.js';
import { complaintsAbout, openingAround, type Opening } from './opening-across-a-change.js';
import { changesIn, EVERY_ZONE, offsetMsAt, shownIn } from './wall-clocks.js';

const MINUTE_MS = 60_000;
const SLOT_MINUTES = 15;
/** A shift that begins three hours before clocks are changed and ends three hours after. */
const NIGHT_SHIFT = [-180, 180] as const;
/** Years whose rules differ: of the past, of today, and as they are foreseen. */
const YEARS = [1996, 2011, 2017, 2024, 2031];

interface Change {
  readonly zone: string;
  readonly changeMs: number;
  /** Minutes by which clocks go forward, or back where it is negative. */
  readonly minutes: number;
}

const CHANGES: readonly Change[] = EVERY_ZONE.flatMap(zone =>
  YEARS.flatMap(year =>
    changesIn(zone, year).map(changeMs => ({
      zone,
      changeMs,
      minutes: (offsetMsAt(zone, changeMs) - offsetMsAt(zone, changeMs - MINUTE_MS)) / MINUTE_MS,
    })),
  ),
);

/** Many zones go by the same clocks: here is one of each kind of change. */
const KINDS = [
  ...new Map(
    CHANGES.map(change => [
      `${change.changeMs} ${offsetMsAt(change.zone, change.changeMs)} ${change.minutes}`,
      change,
    ]),
  ).values(),
];
const FORWARD = KINDS.filter(({ minutes }) => minutes >= SLOT_MINUTES);
const BACK = KINDS.filter(({ minutes }) => minutes <= -SLOT_MINUTES);

const openingOf = ({ zone, changeMs }: Change): Opening => {
  const opening = openingAround(zone, changeMs, NIGHT_SHIFT);
  if (opening === undefined) throw new Error(`${zone} changes its clocks by more than a shift`);
  return opening;
};

const slotsOf = ({ zone, date, period }: Opening, slotMinutes = SLOT_MINUTES) => {
  const exceptions = [{ date, periods: [period] }];
  return planned({ zone, hours: hours({ exceptions }), terms: terms({ slotMinutes }) }, date).slots;
};

const nameOf = ({ zone, changeMs }: Change) => `${zone} ${new Date(changeMs).toISOString()}`;

/** The changes at which a planner goes wrong, by its slots and by the clock on the wall. */
const wrongAt = (changes: readonly Change[], slotsFor: (opening: Opening) => ReturnType<typeof slotsOf>) =>
  changes.flatMap(change => {
    const opening = openingOf(change);
    const [complaint] = complaintsAbout(opening, slotsFor(opening), SLOT_MINUTES);
    return complaint === undefined ? [] : [`${nameOf(change)}: ${complaint}`];
  });

const slotFrom = (startMs: number) => ({
  start: new Date(startMs).toISOString(),
  end: new Date(startMs + SLOT_MINUTES * MINUTE_MS).toISOString(),
  limits: { orders: 2 },
});

/** Steps through the times of day as if clocks were never changed, and asks for the instant of each. */
const byTimeOfDay = ({ zone, date, period: { opens, closes } }: Opening): ReturnType<typeof slotsOf> => {
  const from = Date.parse(`${date}T${opens}:00.000Z`);
  const to = Date.parse(`${date}T${closes}:00.000Z`) + (closes > opens ? 0 : 86_400_000);
  const slots = [];
  for (let wallMs = from; wallMs + SLOT_MINUTES * MINUTE_MS <= to; wallMs += SLOT_MINUTES * MINUTE_MS) {
    const wall = new Date(wallMs).toISOString();
    slots.push(slotFrom(Date.parse(instantAt(zone, wall.slice(0, 10), wall.slice(11, 16), 'earlier'))));
  }
  return slots;
};

/** Steps in real minutes, but believes that the store closes by the clock as it went at the opening. */
const byOpeningOffset = (opening: Opening): ReturnType<typeof slotsOf> => {
  const { zone, date, period } = opening;
  const openMs = Date.parse(instantAt(zone, date, period.opens, 'earlier'));
  const offsetMs = offsetMsAt(zone, openMs);
  const closeMs =
    Date.parse(`${date}T${period.closes}:00.000Z`) +
    (period.closes > period.opens ? 0 : 86_400_000) -
    offsetMs;
  const slots = [];
  for (
    let startMs = openMs;
    startMs + SLOT_MINUTES * MINUTE_MS <= closeMs;
    startMs += SLOT_MINUTES * MINUTE_MS
  ) {
    slots.push(slotFrom(startMs));
  }
  return slots;
};

describe('the zones of the world', () => {
  it('are all known, and their clocks are changed often enough, both ways and by half hours, to say something', () => {
    expect(EVERY_ZONE.filter(zone => !isKnownZone(zone))).toEqual([]);
    expect(new Set(CHANGES.map(({ zone }) => zone)).size).toBeGreaterThan(200);
    expect(Math.min(FORWARD.length, BACK.length)).toBeGreaterThan(50);
    expect(KINDS.filter(({ minutes }) => Math.abs(minutes) === 30)).not.toHaveLength(0);
    const atMidnight = FORWARD.filter(({ zone, changeMs }) =>
      shownIn(zone, changeMs - MINUTE_MS).endsWith('23:59'),
    );
    expect(new Set(atMidnight.map(({ zone }) => zone)).size).toBeGreaterThan(5);
  });
});

describe('a night shift in which clocks are changed', () => {
  it('is sold minute by minute as the clock on the wall says, once each, in every zone and both ways', () => {
    expect(wrongAt(CHANGES, slotsOf)).toEqual([]);
  });

  it('would be sold wrongly at every change by who steps through times of day', () => {
    expect(wrongAt(FORWARD, byTimeOfDay)).toHaveLength(FORWARD.length);
    expect(wrongAt(BACK, byTimeOfDay)).toHaveLength(BACK.length);
  });

  it('would be sold wrongly at every change by who goes on with the offset of the opening', () => {
    expect(wrongAt(FORWARD, byOpeningOffset)).toHaveLength(FORWARD.length);
    expect(wrongAt(BACK, byOpeningOffset)).toHaveLength(BACK.length);
  });

  it('has two slots for each time that is shown twice, at two instants, and none for a time that is skipped', () => {
    for (const change of [...FORWARD, ...BACK]) {
      const slots = slotsOf(openingOf(change));
      const shown = slots.map(({ start }) => shownIn(change.zone, Date.parse(start)));
      const twice = shown.length - new Set(shown).size;
      const repeated = Math.max(0, -change.minutes);
      expect([nameOf(change), twice]).toEqual([nameOf(change), Math.floor(repeated / SLOT_MINUTES)]);
      expect(new Set(slots.map(({ start }) => start)).size).toBe(slots.length);
    }
  });
});

describe('any opening near any change of any clock', () => {
  const beside = fc.integer({ min: -240, max: 240 });
  const openings = fc
    .record({
      zone: fc.constantFrom(...EVERY_ZONE),
      year: fc.integer({ min: 1976, max: 2036 }),
      pick: fc.nat(),
      ends: fc.tuple(beside, beside).filter(([from, to]) => from < to),
      slotMinutes: fc.constantFrom(5, 10, 15, 20, 30, 45),
    })
    .map(({ zone, year, pick, ends, slotMinutes }) => {
      const changes = changesIn(zone, year);
      const changeMs = changes[pick % Math.max(1, changes.length)] ?? Date.UTC(year, 5, 1);
      return { opening: openingAround(zone, changeMs, ends), changed: changes.length > 0, slotMinutes };
    });

  it('is sold minute by minute as the clock on the wall says, whatever its slots', () => {
    let changed = 0;
    holds(
      250,
      fc.property(openings, ({ opening, slotMinutes, changed: near }) => {
        fc.pre(opening !== undefined);
        if (near) changed += 1;
        expect(complaintsAbout(opening, slotsOf(opening, slotMinutes), slotMinutes)).toEqual([]);
      }),
    );
    expect(changed).toBeGreaterThan(80);
  });
});
