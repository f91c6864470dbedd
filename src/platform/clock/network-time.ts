import { setTimeout as delay } from 'node:timers/promises';

/** Real time: time-outs, back-off, leases and limiters. It is never scaled. Units are milliseconds. */
export interface NetworkTime {
  /** Wall clock, milliseconds since the Unix epoch. May be set back by an operator; do not measure with it. */
  utcMs(): number;
  /** Monotonic clock, milliseconds since an arbitrary origin. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** How far a node's clock may be from PostgreSQL's; a node further off says that it is not ready. */
export const MAX_CLOCK_SKEW_MS = 2_000;

/** The longest delay a Node timer takes (2^31 - 1 ms); a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemTime: NetworkTime = {
  utcMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(Math.min(ms, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    );
  },
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
