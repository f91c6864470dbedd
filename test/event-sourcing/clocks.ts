import { instantOf, type BusinessClock, type NetworkTime } from '../../src/platform/clock/index.js';

export const OPENING_MS = Date.UTC(2026, 10, 23, 11, 0);

/** A business clock that shows what it is told. */
export class HandClock implements BusinessClock {
  ms = OPENING_MS;

  now(): string {
    return instantOf(this.ms);
  }
}

interface Alarm {
  readonly atMs: number;
  readonly run: () => void;
}

/** Network time that stands still until it is moved on. */
export class HandTime implements NetworkTime {
  protected nowMs = 0;
  private readonly alarms = new Set<Alarm>();

  utcMs(): number {
    return OPENING_MS + this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  /** How many wait for time to pass. */
  get waiting(): number {
    return this.alarms.size;
  }

  /** How long the one who waits the shortest has still to wait. */
  get nextInMs(): number {
    return Math.min(...[...this.alarms].map(({ atMs }) => atMs)) - this.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise(resolve => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  after(ms: number, run: () => void): () => void {
    const alarm = { atMs: this.nowMs + ms, run };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /** Lets `ms` pass; what was due in between runs in its order. */
  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (let next = this.earliest(until); next !== undefined; next = this.earliest(until)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.alarms.delete(next);
      next.run();
    }
    this.nowMs = until;
  }

  private earliest(until: number): Alarm | undefined {
    const due = [...this.alarms].filter(({ atMs }) => atMs <= until);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Network time in which nobody has to wait: whoever sleeps finds that the time has passed. */
export class SwiftTime extends HandTime {
  readonly sleptMs: number[] = [];

  override sleep(ms: number): Promise<void> {
    this.sleptMs.push(ms);
    this.nowMs += ms;
    return Promise.resolve();
  }
}
