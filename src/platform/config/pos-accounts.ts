import { z } from 'zod';

const WINDOW_MAX_MS = 30 * 86_400_000;
const LAG_MAX_MS = 3_600_000;
const PAGE_MAX = 1_000;
const LIMITS_MAX = 20;
const WEBHOOK_SECRET_MIN = 16;
const WEBHOOK_SECRET_MAX = 200;
const WEBHOOK_SECRETS_MAX = 2;

/** How the simulator behaves towards an account. */
export const SIMULATOR_PROFILES = [
  'classic',
  'no-dedupe',
  'dedupe-300s',
  'relay-then-webhook',
  'strict-limits',
  'square-like',
] as const;
export type SimulatorProfile = (typeof SIMULATOR_PROFILES)[number];

const windowMs = z.int().min(1).max(WINDOW_MAX_MS);
const lagMs = z.int().min(0).max(LAG_MAX_MS);
const scope = z.enum(['account', 'location']);

const limit = z.union(
  [
    z.strictObject({
      scope,
      operation: z.enum(['deliver', 'void', 'find', 'changes']).optional(),
      requests: z.int().min(1),
      perMs: windowMs,
    }),
    z.strictObject({ scope, concurrent: z.int().min(1) }),
  ],
  { error: 'must be {scope, operation?, requests, perMs} or {scope, concurrent}' },
);

/** What an account can do, where it is not what its profile can; durations are real milliseconds. */
const capabilities = z.strictObject({
  dedupeWindowMs: z
    .union([windowMs, z.enum(['none', 'unlimited', 'unknown'])], {
      error: 'must be milliseconds, none, unlimited or unknown',
    })
    .optional(),
  lookup: z.enum(['direct', 'scan', 'none']).optional(),
  visibilityLagMs: lagMs.optional(),
  notAfter: z.boolean().optional(),
  acceptedMeans: z.enum(['pos', 'relay']).optional(),
  voids: z.boolean().optional(),
  feed: z
    .strictObject({
      bounds: z.enum(['inclusive', 'exclusive']),
      pageSize: z.int().min(1).max(PAGE_MAX),
      minIntervalMs: lagMs,
    })
    .optional(),
  limits: z.array(limit).max(LIMITS_MAX).optional(),
});

const posAccount = z.strictObject({
  account: z.string().regex(/^[a-z0-9-]{1,40}$/),
  adapter: z.literal('simulator'),
  endpoint: z.url({ protocol: /^https?$/ }),
  profile: z
    .enum(SIMULATOR_PROFILES, { error: `must be one of ${SIMULATOR_PROFILES.join(', ')}` })
    .default('classic'),
  capabilities: capabilities.default({}),
  /** What its webhooks are signed with: two while one replaces the other; with none, none is believed. */
  webhookSecrets: z
    .array(z.string().min(WEBHOOK_SECRET_MIN).max(WEBHOOK_SECRET_MAX))
    .max(WEBHOOK_SECRETS_MAX)
    .default([]),
});
export type PosAccountConfig = z.infer<typeof posAccount>;

export const posAccounts = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(posAccount));
