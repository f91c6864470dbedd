/** Real time before an order is looked at again: the quick tries first, then the slow ones; each drawn evenly within ±20 %. */
const QUICK_TRIES = 3;
const QUICK_PAUSE_MS = 3_000;
const SLOW_FIRST_MS = 15_000;
const SLOW_LONGEST_MS = 60_000;
const JITTER = 0.2;
/** Real time between two look-ups of a claim that is not settled: at first, and once it takes long. */
const QUICK_LOOK_UPS = 30;
const QUICK_LOOK_UP_MS = 1_000;
const SLOW_LOOK_UP_MS = 15_000;

/**
 * The pause before the next try, after so many that came to this. `drawn` lies in [0, 1). No pause reaches beyond the
 * order's deadline: then it is looked at, and handed to a person in time.
 */
export const pauseMs = (
  result: 'not-sent' | 'undecided',
  { tries, drawn, untilDeadlineMs }: { tries: number; drawn: number; untilDeadlineMs: number },
): number => {
  const pause = result === 'not-sent' ? retryMs(tries, drawn) : lookUpMs(tries);
  return untilDeadlineMs > 0 ? Math.min(pause, Math.max(QUICK_LOOK_UP_MS, untilDeadlineMs)) : pause;
};

const lookUpMs = (tries: number): number => (tries <= QUICK_LOOK_UPS ? QUICK_LOOK_UP_MS : SLOW_LOOK_UP_MS);

const retryMs = (tries: number, drawn: number): number => {
  if (tries <= QUICK_TRIES) return QUICK_PAUSE_MS * (1 - JITTER + 2 * JITTER * drawn);
  // Full jitter below a floor that no try undercuts: many that failed together do not come back together.
  const whole = Math.min(SLOW_LONGEST_MS, SLOW_FIRST_MS * 2 ** (tries - QUICK_TRIES));
  return QUICK_PAUSE_MS + (whole - QUICK_PAUSE_MS) * drawn;
};
