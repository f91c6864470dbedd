/** So many calls in a row without a sensible answer open the breaker of a store. */
export const FAILURES_MAX = 5;
/** How long it stays open at first; doubled with every probe that fails, up to the longest. */
export const OPEN_FIRST_MS = 2_000;
export const OPEN_LONGEST_MS = 15_000;

/** Whether a store is called at all. All times are monotonic milliseconds. */
export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly sinceMs: number; readonly untilMs: number; readonly openMs: number }
  /** One call is under way to see whether the store answers again. */
  | { readonly kind: 'half-open'; readonly probeBegunMs: number; readonly openMs: number };

export const CLOSED: Breaker = { kind: 'closed', failures: 0 };

export type Passage = 'pass' | 'probe' | 'refuse';

/** What becomes of a call now. */
export const passageAt = (breaker: Breaker, nowMs: number): Passage => {
  switch (breaker.kind) {
    case 'closed':
      return 'pass';
    case 'open':
      return nowMs >= breaker.untilMs ? 'probe' : 'refuse';
    case 'half-open':
      return 'refuse';
  }
};

/** A probe goes. */
export const afterProbe = (breaker: Breaker, nowMs: number): Breaker =>
  breaker.kind === 'open' ? { kind: 'half-open', probeBegunMs: nowMs, openMs: breaker.openMs } : breaker;

/** The probe was not made after all: the next call is one. */
export const afterNoProbe = (breaker: Breaker, nowMs: number): Breaker =>
  breaker.kind === 'half-open'
    ? { kind: 'open', sinceMs: breaker.probeBegunMs, untilMs: nowMs, openMs: breaker.openMs }
    : breaker;

/** A call has ended that had begun at `begunMs`. Once the breaker is open, calls from before it opened say nothing. */
export const afterResult = (
  breaker: Breaker,
  result: 'answered' | 'failed',
  { begunMs, nowMs }: { readonly begunMs: number; readonly nowMs: number },
): Breaker => {
  switch (breaker.kind) {
    case 'closed':
      return result === 'answered' ? CLOSED : afterFailure(breaker.failures + 1, nowMs);
    case 'open':
      return breaker;
    case 'half-open':
      if (begunMs < breaker.probeBegunMs) return breaker;
      return result === 'answered' ? CLOSED : opened(nowMs, Math.min(OPEN_LONGEST_MS, breaker.openMs * 2));
  }
};

const afterFailure = (failures: number, nowMs: number): Breaker =>
  failures < FAILURES_MAX ? { kind: 'closed', failures } : opened(nowMs, OPEN_FIRST_MS);

const opened = (nowMs: number, openMs: number): Breaker => ({
  kind: 'open',
  sinceMs: nowMs,
  untilMs: nowMs + openMs,
  openMs,
});
