import { z } from 'zod';

/** What a client asks of the POS, in the words of the port it is asked through. */
export const OPERATIONS = ['deliver', 'void', 'find', 'changes'] as const;
export type Operation = (typeof OPERATIONS)[number];

const LAG_MAX_MS = 600_000;
const WINDOW_MAX_MS = 86_400_000;
const LIMITS_MAX = 20;
const FEED_PAGE_MAX = 200;

const scope = z.enum(['account', 'location']);
const durationMs = z.int().min(0).max(LAG_MAX_MS);
const windowMs = z.int().min(1).max(WINDOW_MAX_MS);

/** So many requests in any window of `perMs`, or so many at once, for the whole account or at one location of it. */
export const limitSchema = z.union([
  z.strictObject({
    scope,
    operation: z.enum(OPERATIONS).optional(),
    requests: z.int().min(1),
    perMs: windowMs,
  }),
  z.strictObject({ scope, concurrent: z.int().min(1) }),
]);
export type Limit = z.infer<typeof limitSchema>;

/** How the POS behaves towards one account. All durations are real milliseconds. */
export const behaviourSchema = z.strictObject({
  /** How long the same key gets the first answer again. `unknown` remembers for ever and does not say so. */
  dedupeWindowMs: z.union([windowMs, z.enum(['none', 'unlimited', 'unknown'])]),
  /** Whether the same key with another body is an error; otherwise it gets the first answer too. */
  comparesBody: z.boolean(),
  lookup: z.enum(['direct', 'scan', 'none']),
  /** How long a ticket that a kitchen sees is still missing from look-ups. */
  visibilityLagMs: durationMs,
  /** Whether an order is dropped that could not be shown before the instant its sender names. */
  notAfter: z.boolean(),
  acceptedMeans: z.enum(['pos', 'relay']),
  voids: z.boolean(),
  /** Whether a void that names a version is refused when the ticket has moved on since. */
  comparesVersion: z.boolean(),
  feed: z.strictObject({
    /** Whether a page begins again with the last item of the page before. */
    bounds: z.enum(['exclusive', 'inclusive']),
    pageSize: z.int().min(1).max(FEED_PAGE_MAX),
    minIntervalMs: durationMs,
  }),
  limits: z.array(limitSchema).max(LIMITS_MAX),
  /** How many violations of its limits suspend an account, and for how long; null for until somebody lifts it. */
  suspendsAfter: z
    .strictObject({ violations: z.int().min(1), withinMs: windowMs, forMs: windowMs.nullable() })
    .nullable(),
  /** How long after its acceptance an order comes to the kitchen; 0 for with it. */
  shownAfterMs: durationMs,
  /** Whether look-ups tell an order, as `unpaid`, that is accepted and not shown yet. */
  listedBeforeShown: z.boolean(),
  /** The share of changes a store makes while it is offline, and how late they surface in the feed. */
  offline: z.strictObject({ rate: z.number().min(0).max(1), lateMs: durationMs }).nullable(),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

/** What the POS says it can do. A client may rely on it, and on nothing else. */
export type Capabilities = Pick<
  Behaviour,
  'dedupeWindowMs' | 'lookup' | 'visibilityLagMs' | 'notAfter' | 'acceptedMeans' | 'voids' | 'feed' | 'limits'
>;

export const capabilitiesOf = (behaviour: Behaviour): Capabilities => {
  const { dedupeWindowMs, lookup, visibilityLagMs, notAfter, acceptedMeans, voids, feed, limits } = behaviour;
  return { dedupeWindowMs, lookup, visibilityLagMs, notAfter, acceptedMeans, voids, feed, limits };
};
