import { instantAt } from '../../../platform/zones/index.js';

/** The history is that of a London restaurant, and so are the stores made of it. */
export const ZONE = 'Europe/London';
const MINUTES_PER_DAY = 1_440;
const DAY_MS = 86_400_000;

export const nextDate = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + DAY_MS).toISOString().slice(0, 10);

/** Minutes since midnight as HH:MM; minutes past the next midnight begin anew. */
export const wallTimeOf = (minute: number): string => {
  const ofDay = minute % MINUTES_PER_DAY;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
};

/** The instant, in epoch milliseconds, at which clocks at the store show a minute of a business date. */
export const epochMsOfMinute = (businessDate: string, minute: number): number =>
  Date.parse(
    instantAt(
      ZONE,
      minute < MINUTES_PER_DAY ? businessDate : nextDate(businessDate),
      wallTimeOf(minute),
      'earlier',
    ),
  );

/** The first date, from that of `nowMs` on, whose first order (at `firstMinute`) lies at least `aheadMs` ahead. */
export const serviceDateFrom = (nowMs: number, firstMinute: number, aheadMs: number): string => {
  let date = new Date(nowMs).toISOString().slice(0, 10);
  while (epochMsOfMinute(date, firstMinute) < nowMs + aheadMs) date = nextDate(date);
  return date;
};
