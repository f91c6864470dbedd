/** The longest an account is silent because a POS says so; a longer time is taken for a mistake of the POS. */
export const RETRY_AFTER_LONGEST_MS = 300_000;
/** Where the POS names no time, or none that makes sense: doubled with every further time, up to the longest. */
export const BACK_OFF_FIRST_MS = 1_000;
export const BACK_OFF_LONGEST_MS = 60_000;

const MS_PER_SECOND = 1_000;
const SECONDS = /^\d{1,15}(?:\.\d{1,9})?$/;

export interface RetryAfterSaid {
  /** The header as it came. */
  readonly retryAfter: string | undefined;
  /** The POS's own clock, as its answer tells it. */
  readonly date: string | undefined;
}

/**
 * How long the POS wants to be left alone, capped; undefined where it says nothing sensible. A date is measured against the
 * POS's own clock where the answer tells it, because ours may differ.
 */
export const retryAfterMs = ({ retryAfter, date }: RetryAfterSaid, ourUtcMs: number): number | undefined => {
  if (retryAfter === undefined) return undefined;
  const text = retryAfter.trim();
  const afterMs = SECONDS.test(text) ? Number(text) * MS_PER_SECOND : msUntil(text, date, ourUtcMs);
  return afterMs > 0 ? Math.min(afterMs, RETRY_AFTER_LONGEST_MS) : undefined;
};

/** The pause after the `round`-th limit in a row, where the POS names none; `drawn` in [0, 1) spreads the upper half. */
export const defaultBackOffMs = (round: number, drawn: number): number => {
  const whole = Math.min(BACK_OFF_LONGEST_MS, BACK_OFF_FIRST_MS * 2 ** Math.max(0, round - 1));
  return whole * (0.5 + 0.5 * drawn);
};

/** Not a number where the text is no date, which is not above zero either. */
const msUntil = (text: string, date: string | undefined, ourUtcMs: number): number => {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Date.parse(text) - (Number.isNaN(theirs) ? ourUtcMs : theirs);
};
