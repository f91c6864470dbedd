import type { NetworkTime } from './network-time.js';

/** An instant in UTC as `YYYY-MM-DDTHH:mm:ss.sssZ`. All instants have this one form, so they compare as strings. */
export type Instant = string;

/**
 * One stretch of the business clock: at real `realEpochMs` it showed `virtualEpochMs`, and from there it runs
 * `speed` times as fast as life. Segments are numbered from 1; a later one replaces an earlier one.
 */
export interface ClockSegment {
  readonly number: number;
  readonly realEpochMs: number;
  readonly virtualEpochMs: number;
  readonly speed: number;
}

/** The clock of slots, expiry, due times and deadlines. It may run faster than life; it never runs back. */
export interface BusinessClock {
  now(): Instant;
}

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();
export const epochMsOf = (instant: Instant): number => Date.parse(instant);

/** A business clock that follows real time through the newest segment it has been given. */
export class ScaledClock implements BusinessClock {
  private readonly listeners = new Set<() => void>();

  constructor(
    private current: ClockSegment,
    protected readonly network: NetworkTime,
  ) {}

  get segment(): ClockSegment {
    return this.current;
  }

  now(): Instant {
    return instantOf(this.nowMs());
  }

  nowMs(): number {
    const { realEpochMs, virtualEpochMs, speed } = this.current;
    return Math.floor(virtualEpochMs + (this.network.utcMs() - realEpochMs) * speed);
  }

  /** Real milliseconds until the business clock shows `instant`; 0 when it already has. */
  realMsUntil(instant: Instant): number {
    return Math.max(0, Math.ceil((epochMsOf(instant) - this.nowMs()) / this.current.speed));
  }

  /**
   * Replaces the segment by a later one. The same or an older number changes nothing and answers false,
   * so a segment may be told any number of times. A segment that would turn the clock back is refused.
   */
  adopt(next: ClockSegment): boolean {
    if (next.number <= this.current.number) return false;
    const shown = this.nowMs();
    const before = this.current;
    this.current = next;
    if (this.nowMs() < shown) {
      this.current = before;
      throw new RangeError(
        `clock segment ${next.number} would turn the business clock back to ${this.now()}`,
      );
    }
    this.listeners.forEach(listener => listener());
    return true;
  }

  /** Calls `listener` after every adopted segment. Returns what ends it. */
  onSegment(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
