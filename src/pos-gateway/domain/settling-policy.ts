import type { Claim } from '../../orders/index.js';
import type { PosCapabilities } from './pos-capabilities.js';

/** What matters of a POS to whoever has to find out what became of a claim there. */
export interface PosAtPlace {
  readonly capabilities: PosCapabilities;
  /** The longest a call takes there, its whole answer included, in real milliseconds. */
  readonly requestTimeoutMs: number;
}

/** How an attempt of unknown outcome is settled; by `nobody` where the POS offers no way, and a person has to ask. */
export type Settling = 'resend' | 'look-up' | 'wait' | 'nobody';

/** Real time between a claim and its first byte; later than that it is not sent. */
export const SEND_WITHIN_MS = 2_000;
/** What a window without an end is counted as: longer than any order is ever under way. */
const UNLIMITED_WINDOW_MS = 24 * 3_600_000;

/**
 * Real time, in milliseconds since the Unix epoch, from which a look-up that shows no effect of a claim proves that there
 * is none: the last byte may have left at `sendBy`, on a clock that may be off, and takes its time to be seen.
 */
export const absenceProvenFromMs = (
  claim: Pick<Claim, 'sendBy'>,
  limits: {
    readonly maxClockSkewMs: number;
    readonly requestTimeoutMs: number;
    readonly visibilityLagMs: number;
  },
): number =>
  Date.parse(claim.sendBy) + limits.maxClockSkewMs + limits.requestTimeoutMs + limits.visibilityLagMs;

/**
 * The last `sendBy`, in real milliseconds, of a resend that the POS surely recognises as what was first sent at
 * `startedMs`: it may arrive a whole call later, and on a clock that is off. Undefined where there is none.
 */
export const resendUntilMs = (
  startedMs: number,
  { capabilities: { dedupeWindowMs }, requestTimeoutMs }: PosAtPlace,
  maxClockSkewMs: number,
): number | undefined => {
  const windowMs = windowOf(dedupeWindowMs);
  const untilMs = startedMs + windowMs - requestTimeoutMs - maxClockSkewMs;
  return untilMs >= startedMs + SEND_WITHIN_MS ? untilMs : undefined;
};

/** A window nobody knows is relied on as little as one that is not there. */
const windowOf = (window: PosCapabilities['dedupeWindowMs']): number => {
  if (typeof window === 'number') return window;
  return window === 'unlimited' ? UNLIMITED_WINDOW_MS : 0;
};

/** What the time is, and whether the claim may be repeated at all: not of what was called off, or has moved elsewhere. */
export interface Circumstances {
  readonly realMs: number;
  readonly maxClockSkewMs: number;
  readonly isWanted: boolean;
}

/**
 * By the same key while the POS surely knows it, else by asking for the ticket: where one question answers it at once
 * and again, where all tickets have to be gone through only when that can prove something.
 */
export const settlingOf = (
  claim: Pick<Claim, 'sendBy' | 'resendUntil'>,
  { capabilities: { lookup, visibilityLagMs }, requestTimeoutMs }: PosAtPlace,
  { realMs, maxClockSkewMs, isWanted }: Circumstances,
): Settling => {
  if (isWanted && isRecognised(claim, realMs)) return 'resend';
  if (lookup === 'direct') return 'look-up';
  const provenMs = absenceProvenFromMs(claim, { maxClockSkewMs, requestTimeoutMs, visibilityLagMs });
  if (realMs <= provenMs) return 'wait';
  return lookup === 'scan' ? 'look-up' : 'nobody';
};

const isRecognised = ({ resendUntil }: Pick<Claim, 'resendUntil'>, realMs: number): boolean =>
  resendUntil !== undefined && realMs + SEND_WITHIN_MS <= Date.parse(resendUntil);
