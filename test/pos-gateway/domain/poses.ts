import { SIMULATOR_CAPABILITIES } from '../../../src/pos-gateway/adapters/index.js';
import type { Now } from '../../../src/pos-gateway/domain/delivery-policy.js';
import type { PosAtPlace } from '../../../src/pos-gateway/domain/settling-policy.js';
import type { PosCapabilities } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import { deliveryStarted } from '../../specification/service-day.js';

const MS_PER_SECOND = 1_000;
const SENT_WITHIN_MS = 2_000;

export const MAX_CLOCK_SKEW_MS = 2_000;

/** When the usual claim was made, in real time. */
export const CLAIMED_MS = Date.parse(deliveryStarted().data.sendBy) - SENT_WITHIN_MS;

/** A POS that takes voids, answers look-ups at once and takes 8 seconds at most for an answer. */
export const pos = (changes: Partial<PosCapabilities> = {}): PosAtPlace => ({
  capabilities: { ...SIMULATOR_CAPABILITIES.classic, ...changes },
  requestTimeoutMs: 8_000,
});

/** Business time, and so many seconds of real time after the usual claim. */
export const nowAt = (business: string, realSeconds = 1): Now => ({
  business,
  realMs: CLAIMED_MS + realSeconds * MS_PER_SECOND,
  maxClockSkewMs: MAX_CLOCK_SKEW_MS,
});
