import { instantOf, epochMsOf, type Instant } from '../platform/clock/index.js';

/** A date begins so long before UTC shows it, where it begins first. */
const EARLIEST_DATE_HOURS = 14;
const HOUR_MS = 3_600_000;
/** Days that are remembered to have no stream. */
const SETTLED_MAX = 20_000;
const DATE_CHARACTERS = '2031-06-02'.length;

/**
 * Whether a day that is not in memory may have been closed. A model that has followed the log since before a date began,
 * and has seen no day of it or of a later date closed, knows that such a day was never opened. Of any other the log
 * must be asked, once.
 */
export class DatesInDoubt {
  /** The latest business date of which a day may have been closed. */
  private through = '';
  private readonly settled = new Set<string>();

  /** The log is followed from here: what was closed before is not known. */
  startAt(now: Instant): void {
    this.raise(instantOf(epochMsOf(now) + EARLIEST_DATE_HOURS * HOUR_MS).slice(0, DATE_CHARACTERS));
  }

  /** A day was closed, and is let go. */
  closed(stream: string): void {
    this.raise(dateOf(stream));
  }

  has(stream: string): boolean {
    return dateOf(stream) <= this.through && !this.settled.has(stream);
  }

  /** The log holds nothing of a day: until it does, there is no doubt about it. */
  settle(stream: string): void {
    this.settled.add(stream);
    const [oldest] = this.settled;
    if (this.settled.size > SETTLED_MAX && oldest !== undefined) this.settled.delete(oldest);
  }

  unsettle(stream: string): void {
    this.settled.delete(stream);
  }

  private raise(date: string): void {
    if (date > this.through) this.through = date;
  }
}

/** The name of a day's stream ends with its date. */
const dateOf = (stream: string): string => stream.slice(-DATE_CHARACTERS);
