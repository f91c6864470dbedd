/** What every store of the rush is sold under, but for its limits; whole minutes. */
export interface RushTerms {
  readonly slotMinutes: number;
  readonly holdMinutes: number;
  readonly leadMinutes: number;
  readonly deliverMinutesBefore: number;
  readonly giveUpMinutesBefore: number;
  readonly horizonDays: number;
  readonly fewPercent: number;
}

const USUAL: RushTerms = {
  slotMinutes: 15,
  holdMinutes: 10,
  leadMinutes: 20,
  deliverMinutesBefore: 15,
  giveUpMinutesBefore: 5,
  horizonDays: 7,
  fewPercent: 20,
};

/** Real time that a hold lasts, and that a delivery has between due and given up, at whatever speed. */
const SHORTEST_WINDOW_REAL_MS = 2_000;
const HOLD_MINUTES_MAX = 120;
const MINUTE_MS = 60_000;

/**
 * The usual terms, stretched where the business clock runs so fast that their minutes would be over before a request
 * is answered: the network does not run faster with the clock.
 */
export const termsAt = (speed: number): RushTerms => {
  const shortest = Math.ceil((SHORTEST_WINDOW_REAL_MS * speed) / MINUTE_MS);
  const stretch = Math.max(0, shortest - (USUAL.deliverMinutesBefore - USUAL.giveUpMinutesBefore));
  return {
    ...USUAL,
    holdMinutes: Math.min(HOLD_MINUTES_MAX, Math.max(USUAL.holdMinutes, shortest)),
    leadMinutes: USUAL.leadMinutes + stretch,
    deliverMinutesBefore: USUAL.deliverMinutesBefore + stretch,
  };
};
