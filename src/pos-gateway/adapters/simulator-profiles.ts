import type { SimulatorProfile } from '../../platform/config/index.js';
import type { PosCapabilities } from '../domain/pos-capabilities.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const FEED_PAGE = 200;
const FEED_MIN_INTERVAL_MS = 250;

/** No idempotency, a look-up that knows at once, and an XML feed. */
const classic: PosCapabilities = {
  dedupeWindowMs: 'none',
  lookup: 'direct',
  visibilityLagMs: 0,
  notAfter: false,
  acceptedMeans: 'pos',
  voids: true,
  feed: { bounds: 'exclusive', pageSize: FEED_PAGE, minIntervalMs: FEED_MIN_INTERVAL_MS },
  limits: [],
};

/** What the simulator can do towards an account that it treats by this profile. */
export const SIMULATOR_CAPABILITIES: Readonly<Record<SimulatorProfile, PosCapabilities>> = {
  classic,
  'no-dedupe': { ...classic, lookup: 'scan', visibilityLagMs: 1 * SECOND_MS },
  'dedupe-300s': { ...classic, dedupeWindowMs: 300 * SECOND_MS },
  'relay-then-webhook': {
    ...classic,
    visibilityLagMs: 5 * SECOND_MS,
    notAfter: true,
    acceptedMeans: 'relay',
    voids: false,
  },
  'strict-limits': {
    ...classic,
    feed: { bounds: 'exclusive', pageSize: FEED_PAGE, minIntervalMs: 1 * SECOND_MS },
    limits: [
      { scope: 'account', requests: 20, perMs: 1 * SECOND_MS },
      { scope: 'account', requests: 10_000, perMs: 15 * MINUTE_MS },
      { scope: 'location', requests: 5, perMs: 1 * SECOND_MS },
      { scope: 'location', operation: 'changes', requests: 1, perMs: 1 * SECOND_MS },
      { scope: 'account', concurrent: 10 },
    ],
  },
  'square-like': {
    ...classic,
    dedupeWindowMs: 'unknown',
    lookup: 'scan',
    visibilityLagMs: 1 * SECOND_MS,
    feed: { bounds: 'inclusive', pageSize: FEED_PAGE, minIntervalMs: FEED_MIN_INTERVAL_MS },
  },
};
