import type { OpeningPeriod } from '../../../src/stores/domain/store.events.js';
import { offsetMsAt } from './wall-clocks.js';

/** A night in which clocks are changed, minute by minute, and what somebody who watches them makes of opening hours. */

const MINUTE_MS = 60_000;
/** A watch begins so long before the change and lasts as long after it. */
const WATCH_MINUTES = 8 * 60;

export interface Minute {
  readonly epochMs: number;
  /** What the clock on the wall shows, as `2031-06-02 13:45`. */
  readonly shown: string;
}

/** A store that opens and closes at what the clock shows so many real minutes from a change. */
export interface Opening {
  readonly zone: string;
  readonly date: string;
  readonly period: OpeningPeriod;
  /** The minutes in which the store is open, by the clock on its wall. */
  readonly open: readonly Minute[];
}

/** What clocks show around a change, before and after which they go on as they go at it. */
const watched = (zone: string, changeMs: number): readonly Minute[] => {
  const [before, after] = [offsetMsAt(zone, changeMs - MINUTE_MS), offsetMsAt(zone, changeMs)];
  return Array.from({ length: 2 * WATCH_MINUTES }, (_, n) => {
    const epochMs = changeMs + (n - WATCH_MINUTES) * MINUTE_MS;
    const wall = new Date(epochMs + (epochMs < changeMs ? before : after)).toISOString();
    return { epochMs, shown: `${wall.slice(0, 10)} ${wall.slice(11, 16)}` };
  });
};

/**
 * The opening from one real minute beside a change to another; undefined where a clock that goes back makes the end no
 * later than the beginning, which is a period of nearly a day.
 */
export const openingAround = (
  zone: string,
  changeMs: number,
  [fromMinutes, toMinutes]: readonly [number, number],
): Opening | undefined => {
  const clock = watched(zone, changeMs);
  const shownAt = (minutes: number): string => clock[WATCH_MINUTES + minutes]?.shown ?? '';
  const [opens, closes] = [shownAt(fromMinutes), shownAt(toMinutes)];
  if (closes <= opens) return undefined;
  const period = { opens: opens.slice(11), closes: closes.slice(11) };
  const date = opens.slice(0, 10);
  // A period ends on its own date or on the next of the calendar, be that one that clocks skip as a whole.
  const closingDate = period.closes > period.opens ? date : nextDate(date);
  return { zone, date, period, open: clock.slice(firstOf(clock, opens), lastOf(clock, closingDate, period)) };
};

/** Where a time is shown twice, a store opens the first time; where it is skipped, when the clock has passed it. */
const firstOf = (clock: readonly Minute[], opens: string): number =>
  clock.findIndex(({ shown }) => shown >= opens);

/** Where a time is shown twice, a store closes the second time; where it is skipped, when the clock has passed it. */
const lastOf = (clock: readonly Minute[], date: string, { closes }: OpeningPeriod): number => {
  const shownLast = clock.findLastIndex(({ shown }) => shown === `${date} ${closes}`);
  return shownLast < 0 ? clock.findLastIndex(({ shown }) => shown < `${date} ${closes}`) + 1 : shownLast;
};

const nextDate = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);

interface Slot {
  readonly start: string;
  readonly end: string;
}

/** What a watcher of the clock finds wrong with the slots of an opening: minutes nobody sells, or that are sold twice. */
export const complaintsAbout = (
  { open }: Opening,
  slots: readonly Slot[],
  slotMinutes: number,
): readonly string[] => {
  const sold = new Map<number, number>();
  for (const { start, end } of slots) {
    for (let ms = Date.parse(start); ms < Date.parse(end); ms += MINUTE_MS) {
      sold.set(ms, (sold.get(ms) ?? 0) + 1);
    }
  }
  // What is left before closing is too short for a slot.
  const sellable = open.slice(0, open.length - (open.length % slotMinutes));
  const sellableMs = new Set(sellable.map(({ epochMs }) => epochMs));
  return [
    ...sellable.filter(({ epochMs }) => !sold.has(epochMs)).map(({ shown }) => `${shown} is lost`),
    ...sellable
      .filter(({ epochMs }) => (sold.get(epochMs) ?? 0) > 1)
      .map(({ shown }) => `${shown} is doubled`),
    ...[...sold.keys()]
      .filter(ms => !sellableMs.has(ms))
      .map(ms => `${new Date(ms).toISOString()} is not open`),
    ...slots
      .filter(({ start, end }) => Date.parse(end) - Date.parse(start) !== slotMinutes * MINUTE_MS)
      .map(({ start }) => `the slot of ${start} is of another length`),
  ];
};
