import type { DispatchOrder, ResendDelivery, StartDelivery, StartVoid } from '../orders/index.js';
import { MAX_CLOCK_SKEW_MS } from '../platform/clock/index.js';
import { absenceProvenFromMs } from './domain/settling-policy.js';
import type { PosAdapter } from './pos-port.js';

/** Epoch of the one owner there is, until accounts are leased. */
export const ONLY_EPOCH = 1;

/** What a step came to: `settled` needs no second look soon; the others are tried again after a pause. */
export type StepResult = 'settled' | 'not-sent' | 'undecided';

/** Claims in the log, before the first byte leaves, what is about to be done at the POS. */
export const claim = async (
  dispatch: DispatchOrder,
  command: StartDelivery | ResendDelivery | StartVoid,
  key: string,
): Promise<StepResult | 'claimed'> => {
  const answer = await dispatch.send(command, key);
  // A refused claim is no end: the stream may be ahead of what is known here. The order is looked at again soon.
  if (answer?.kind !== 'accepted') return 'undecided';
  // A repeated answer means that this claim was made before: its bytes may have left, and they leave only once.
  return answer.repeated ? 'settled' : 'claimed';
};

/** Real time from which a look-up at this POS proves that a claim did nothing, in milliseconds since the Unix epoch. */
export const nothingProvenFromMs = (
  claimed: Parameters<typeof absenceProvenFromMs>[0],
  { requestTimeoutMs, capabilities: { visibilityLagMs } }: PosAdapter,
): number =>
  absenceProvenFromMs(claimed, { maxClockSkewMs: MAX_CLOCK_SKEW_MS, requestTimeoutMs, visibilityLagMs });
