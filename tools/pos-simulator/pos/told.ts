import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';
import type { Faults, Target } from '../faults/faults.js';

interface Telling {
  readonly faults: Faults;
}

/** An instant by the POS's own clock, which may be wrong. */
export const toldTime = ({ faults }: Telling, target: Target, at: Instant): Instant => {
  const skew = faults.strike('clock-skew', target);
  return skew === undefined ? at : instantOf(epochMsOf(at) + skew.skewMs);
};

/** A status in the POS's words, which may be one that nobody has heard of. */
export const toldStatus = ({ faults }: Telling, target: Target, status: string): string =>
  faults.strike('unknown-status', target)?.status ?? status;
