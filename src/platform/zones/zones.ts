import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../clock/index.js';

/** Temporal takes an offset or a whole date for a zone too, but a store lives in a place, with a place's rules. */
const ZONE_NAME = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;

export const isKnownZone = (zone: string): boolean => {
  try {
    return (
      ZONE_NAME.test(zone) &&
      Temporal.PlainDate.from('2020-01-01').toZonedDateTime(zone).timeZoneId.length > 0
    );
  } catch {
    return false;
  }
};

/**
 * The instant at which clocks in `zone` show `date` and `time` (HH:MM). Where clocks skip that time, it is the
 * instant of the skip; where they show it twice, `fold` says which one.
 */
export const instantAt = (zone: string, date: string, time: string, fold: 'earlier' | 'later'): Instant => {
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const found = local.toZonedDateTime(zone, { disambiguation: fold });
  if (found.toPlainDateTime().equals(local)) return isoOf(found);
  const beforeGap = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return isoOf(beforeGap.getTimeZoneTransition('next') ?? found);
};

/** The local time of an instant with its offset, as `2026-11-23T12:15:00+00:00`. */
export const localTimeIn = (zone: string, instant: Instant): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });

/** The local date of an instant, as `2026-11-23`. */
export const dateIn = (zone: string, instant: Instant): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();

const isoOf = (zoned: Temporal.ZonedDateTime): Instant => new Date(zoned.epochMilliseconds).toISOString();
