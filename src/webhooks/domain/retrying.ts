/** The longest pause doubles from the first to the longest; each is drawn evenly between nothing and that. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Enough doublings to reach the longest pause. */
const DOUBLINGS_MAX = 12;

/** How long a webhook is tried before it is put aside for a person. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** The pause before the next try, after so many in vain; `chance` is in [0, 1). */
export const pauseAfterMs = (attempts: number, chance: number): number =>
  chance * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, DOUBLINGS_MAX));
