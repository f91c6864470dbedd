/** Real time between two probes of a suspended account. */
export const PROBE_EVERY_MS = 60_000;
/** After a suspension the rate grows from this share to the full one over this real time. */
export const RAMP_FROM_SHARE = 0.1;
export const RAMP_MS = 60_000;
/** So often in a row refused for the rate limit, an account counts as suspended. */
export const LIMITED_ROUNDS_MAX = 5;

/** How an account stands. All times are monotonic milliseconds. */
export type AccountCondition =
  | {
      readonly kind: 'open';
      /** When it was resumed after a suspension; undefined where it never was. */
      readonly resumedMs: number | undefined;
      readonly rounds: Rounds;
    }
  | {
      readonly kind: 'paused';
      readonly untilMs: number;
      /** From when on the rate grows anew, where it was growing when the pause came. */
      readonly resumedMs: number | undefined;
      readonly rounds: Rounds;
    }
  | {
      readonly kind: 'suspended';
      readonly why: string;
      readonly sinceMs: number;
      readonly probeAtMs: number;
    };

/** How often in a row the POS refused for its limit. Calls that were under way together count once. */
interface Rounds {
  readonly count: number;
  readonly lastMs: number;
}

/** What an answer says of the account. */
export type AccountWord =
  | { readonly kind: 'served' }
  | { readonly kind: 'denied'; readonly status: number }
  | { readonly kind: 'limited'; readonly pauseMs: number };

/** When the call that was answered had begun, and when the answer came. */
export interface Heard {
  readonly begunMs: number;
  readonly nowMs: number;
}

const NO_ROUNDS: Rounds = { count: 0, lastMs: Number.NEGATIVE_INFINITY };

export const OPEN: AccountCondition = { kind: 'open', resumedMs: undefined, rounds: NO_ROUNDS };

/** Suspended; the first call that is wanted probes whether it still is. */
export const suspendedBefore = (why: string, nowMs: number): AccountCondition => ({
  kind: 'suspended',
  why,
  sinceMs: nowMs,
  probeAtMs: nowMs,
});

/** From when on a call may be made; of a suspended account that is one probe. */
export const opensAtMs = (condition: AccountCondition): number => {
  switch (condition.kind) {
    case 'open':
      return Number.NEGATIVE_INFINITY;
    case 'paused':
      return condition.untilMs;
    case 'suspended':
      return condition.probeAtMs;
  }
};

/** The share of the full rate that may be used. */
export const shareAt = (condition: AccountCondition, nowMs: number): number => {
  if (condition.kind !== 'open' || condition.resumedMs === undefined) return 1;
  const grown = ((nowMs - condition.resumedMs) / RAMP_MS) * (1 - RAMP_FROM_SHARE);
  return Math.min(1, RAMP_FROM_SHARE + Math.max(0, grown));
};

/** A call goes: of a suspended account it is the probe, and the next one comes an interval later. */
export const afterCall = (condition: AccountCondition, nowMs: number): AccountCondition =>
  condition.kind === 'suspended' ? { ...condition, probeAtMs: nowMs + PROBE_EVERY_MS } : condition;

export const afterWord = (condition: AccountCondition, word: AccountWord, heard: Heard): AccountCondition => {
  switch (word.kind) {
    case 'served':
      return afterService(condition, heard);
    case 'denied':
      return suspended(condition, `the POS answered ${word.status}`, heard.nowMs);
    case 'limited':
      return afterLimit(condition, word.pauseMs, heard);
  }
};

/** Only who called after the trouble began can tell that it is over. */
const afterService = (condition: AccountCondition, { begunMs, nowMs }: Heard): AccountCondition => {
  switch (condition.kind) {
    case 'open':
      return begunMs > condition.rounds.lastMs ? { ...condition, rounds: NO_ROUNDS } : condition;
    case 'paused':
      return condition;
    case 'suspended':
      return begunMs >= condition.sinceMs ? { kind: 'open', resumedMs: nowMs, rounds: NO_ROUNDS } : condition;
  }
};

const afterLimit = (condition: AccountCondition, pauseMs: number, heard: Heard): AccountCondition => {
  const { begunMs, nowMs } = heard;
  const untilMs = nowMs + pauseMs;
  if (condition.kind === 'suspended') {
    return { ...condition, probeAtMs: Math.max(condition.probeAtMs, untilMs) };
  }
  const { count, lastMs } = condition.rounds;
  const rounds = begunMs > lastMs ? { count: count + 1, lastMs: nowMs } : condition.rounds;
  if (rounds.count >= LIMITED_ROUNDS_MAX) {
    const stopped = suspended(
      condition,
      `the POS refused ${rounds.count} times in a row for its rate limit`,
      nowMs,
    );
    return afterLimit(stopped, pauseMs, heard);
  }
  const pausedUntilMs = Math.max(untilMs, condition.kind === 'paused' ? condition.untilMs : untilMs);
  const resumedMs = isGrowing(condition, nowMs) ? pausedUntilMs : undefined;
  return { kind: 'paused', untilMs: pausedUntilMs, resumedMs, rounds };
};

/** A pause that is over leaves the account open; how often it was limited in a row is not forgotten by waiting. */
export const atTime = (condition: AccountCondition, nowMs: number): AccountCondition =>
  condition.kind === 'paused' && condition.untilMs <= nowMs
    ? { kind: 'open', resumedMs: condition.resumedMs, rounds: condition.rounds }
    : condition;

const isGrowing = (condition: Exclude<AccountCondition, { kind: 'suspended' }>, nowMs: number): boolean =>
  condition.kind === 'paused' ? condition.resumedMs !== undefined : shareAt(condition, nowMs) < 1;

const suspended = (condition: AccountCondition, why: string, nowMs: number): AccountCondition =>
  condition.kind === 'suspended'
    ? condition
    : { kind: 'suspended', why, sinceMs: nowMs, probeAtMs: nowMs + PROBE_EVERY_MS };
