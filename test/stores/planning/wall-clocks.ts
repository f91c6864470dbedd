import fc from 'fast-check';

/** Clocks on walls all over the world, as the machine's own calendar shows them. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Zones with whole, half and quarter hours, of both hemispheres, and some that changed their rules or their date. */
export const ZONES = [
  'Europe/London',
  'Europe/Dublin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Caracas',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Pyongyang',
  'Asia/Gaza',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Antarctica/Troll',
  'UTC',
] as const;

/** Every zone this machine has rules for. */
export const EVERY_ZONE: readonly string[] = Intl.supportedValuesOf('timeZone');

const clockIn = (zone: string): Intl.DateTimeFormat => {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  clocks.set(zone, clock);
  return clock;
};

/** What a clock in `zone` shows at an instant, as `2031-06-02 13:45`. */
export const shownIn = (zone: string, epochMs: number): string => {
  const parts = Object.fromEntries(
    clockIn(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}`;
};

export const offsetMsAt = (zone: string, epochMs: number): number =>
  Date.parse(`${shownIn(zone, epochMs).replace(' ', 'T')}:00.000Z`) - epochMs;

/** Every instant at which a clock in `zone` shows `2031-06-02 13:45`, earliest first: none, one or two. */
export const instantsShowing = (zone: string, shown: string): readonly number[] => {
  const asUtc = Date.parse(`${shown.replace(' ', 'T')}:00.000Z`);
  const offsets = new Set(
    [-26, -13, 0, 13, 26].map(hours => offsetMsAt(zone, asUtc + hours * 60 * MINUTE_MS)),
  );
  return [...offsets]
    .map(offset => asUtc - offset)
    .filter(epochMs => shownIn(zone, epochMs) === shown)
    .sort((a, b) => a - b);
};

const changes = new Map<string, readonly number[]>();

/** The minutes of a year at which clocks in `zone` are changed. */
export const changesIn = (zone: string, year: number): readonly number[] => {
  const known = changes.get(`${zone} ${year}`);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let from = Date.UTC(year, 0, 1); from < Date.UTC(year + 1, 0, 1); from += 10 * DAY_MS) {
    if (offsetMsAt(zone, from) !== offsetMsAt(zone, from + 10 * DAY_MS)) found.push(changeAfter(zone, from));
  }
  changes.set(`${zone} ${year}`, found);
  return found;
};

const changeAfter = (zone: string, from: number): number => {
  const before = offsetMsAt(zone, from);
  let [low, high] = [from, from + 10 * DAY_MS];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (offsetMsAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
};

/** Dates and times of many years, most of them near a moment at which clocks are changed; not all of them exist. */
export const wallTimesIn = (zone: string): fc.Arbitrary<{ readonly date: string; readonly time: string }> =>
  fc
    .record({
      year: fc.integer({ min: 1975, max: 2036 }),
      day: fc.nat({ max: 364 }),
      minute: fc.integer({ min: -90, max: 90 }),
      dull: fc.integer({ min: 0, max: 3 }).map(n => n === 0),
    })
    .map(({ year, day, minute, dull }) => {
      const near = changesIn(zone, year);
      const change = dull ? undefined : near[day % Math.max(1, near.length)];
      const around =
        change === undefined ? Date.UTC(year, 0, 1) + day * DAY_MS : change + offsetMsAt(zone, change - 1);
      const wall = new Date(around + minute * MINUTE_MS).toISOString();
      return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
    });
