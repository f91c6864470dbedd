import { z } from 'zod';
import type { Behaviour } from './behaviour.js';

export const PROFILE_NAMES = [
  'classic',
  'no-dedupe',
  'dedupe-300s',
  'relay-then-webhook',
  'strict-limits',
  'square-like',
] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

export const profileName = z.enum(PROFILE_NAMES, { error: `must be one of ${PROFILE_NAMES.join(', ')}` });

const FEED_PAGE = 200;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** No idempotency, a look-up that knows at once, and an XML feed. */
const classic: Behaviour = {
  dedupeWindowMs: 'none',
  comparesBody: false,
  lookup: 'direct',
  visibilityLagMs: 0,
  notAfter: false,
  acceptedMeans: 'pos',
  voids: true,
  comparesVersion: false,
  feed: { bounds: 'exclusive', pageSize: FEED_PAGE, minIntervalMs: 250 },
  limits: [],
  suspendsAfter: null,
  shownAfterMs: 0,
  listedBeforeShown: false,
  offline: null,
};

export const PROFILES: Readonly<Record<ProfileName, Behaviour>> = {
  classic,
  'no-dedupe': { ...classic, lookup: 'scan', visibilityLagMs: 1 * SECOND_MS },
  'dedupe-300s': { ...classic, dedupeWindowMs: 300 * SECOND_MS },
  'relay-then-webhook': {
    ...classic,
    visibilityLagMs: 5 * SECOND_MS,
    notAfter: true,
    acceptedMeans: 'relay',
    voids: false,
    shownAfterMs: 1 * SECOND_MS,
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
    suspendsAfter: { violations: 50, withinMs: 1 * MINUTE_MS, forMs: null },
  },
  'square-like': {
    ...classic,
    dedupeWindowMs: 'unknown',
    comparesBody: true,
    lookup: 'scan',
    visibilityLagMs: 1 * SECOND_MS,
    comparesVersion: true,
    feed: { bounds: 'inclusive', pageSize: FEED_PAGE, minIntervalMs: 250 },
    shownAfterMs: 300,
    listedBeforeShown: true,
    offline: { rate: 0.1, lateMs: 3 * SECOND_MS },
  },
};
