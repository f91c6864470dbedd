import { z } from 'zod';
import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';
import { OPERATIONS } from '../profiles/behaviour.js';

const DELAY_MAX_MS = 600_000;
const WHEN_MAX_SECONDS = 86_400;
const REQUESTS_MAX = 1_000_000;
const COPIES_MAX = 20;
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;
const SKEW_MAX_MS = 86_400_000;
const TEXT_MAX_CHARS = 200;

const instant = z.iso.datetime().transform((written): Instant => instantOf(epochMsOf(written)));
const delayMs = z.int().min(1).max(DELAY_MAX_MS);
const count = z.int().min(0).max(REQUESTS_MAX);
const word = z.string().min(1).max(TEXT_MAX_CHARS);

/** Whom a fault strikes, how often, and when. */
const common = {
  /** The location it strikes; every location without one. */
  location: z.string().min(1).max(100).optional(),
  /** The account it strikes; every account without one. */
  account: z.string().min(1).max(100).optional(),
  /** The share of requests it strikes. */
  rate: z.number().min(0).max(1).default(1),
  /** Real seconds until it begins. */
  fromNow: z.number().min(0).max(WHEN_MAX_SECONDS).default(0),
  /** Real seconds it lasts; until it is removed without them. */
  forSeconds: z.number().positive().max(WHEN_MAX_SECONDS).optional(),
  /** The time on the business clock in which it is in force: from this instant, and before that one. */
  from: instant.optional(),
  until: instant.optional(),
  /** It lets so many requests pass at each location, and then meets so many. */
  afterRequests: count.optional(),
  forRequests: count.min(1).optional(),
};

/** Faults of one exchange also choose among the things a client asks. */
const ofExchange = { ...common, operations: z.array(z.enum(OPERATIONS)).min(1).optional() };

const serverError = z.int().min(500).max(599).default(503);

/** `Retry-After` as it is written: seconds, a date so many seconds from now, any text, or nothing at all. */
const retryAfter = z
  .union([
    z.strictObject({ seconds: z.number() }),
    z.strictObject({ dateInSeconds: z.int().min(-SKEW_MAX_MS).max(SKEW_MAX_MS) }),
    z.strictObject({ text: z.string().regex(/^[ -~]{0,200}$/, 'must be printable ASCII') }),
  ])
  .optional();

const schema = z.discriminatedUnion('kind', [
  // The connection and what comes before anything is done.
  z.strictObject({ kind: z.literal('down'), ...ofExchange }),
  z.strictObject({ kind: z.literal('suspended'), status: z.literal([401, 403]).default(403), ...ofExchange }),
  z.strictObject({ kind: z.literal('rate-limited'), retryAfter, ...ofExchange }),
  z.strictObject({ kind: z.literal('5xx-before-commit'), status: serverError, ...ofExchange }),
  z.strictObject({
    kind: z.literal('redirect'),
    status: z.literal([301, 302, 303, 307, 308]).default(307),
    ...ofExchange,
  }),
  // What the POS decides.
  z.strictObject({ kind: z.literal('refuse'), ...ofExchange }),
  z.strictObject({
    kind: z.literal('slow'),
    delayMs,
    /** Whether it is slow to do what it is asked, or only to say so. */
    before: z.enum(['commit', 'answer']).default('answer'),
    ...ofExchange,
  }),
  z.strictObject({ kind: z.literal('never-shown'), ...common }),
  z.strictObject({ kind: z.literal('shown-late'), delayMs, ...common }),
  z.strictObject({ kind: z.literal('relay-fails'), reason: word.default('STORE_OFFLINE'), ...common }),
  z.strictObject({
    kind: z.literal('void-after-accept'),
    afterMs: z.int().min(0).max(DELAY_MAX_MS).default(0),
    ...common,
  }),
  // How it says so. Whatever was asked is done.
  z.strictObject({ kind: z.literal('accept-then-drop-reply'), ...ofExchange }),
  z.strictObject({ kind: z.literal('hang'), ...ofExchange }),
  z.strictObject({ kind: z.literal('stalled-answer'), ...ofExchange }),
  z.strictObject({ kind: z.literal('5xx-after-commit'), status: serverError, ...ofExchange }),
  z.strictObject({ kind: z.literal('html-with-200'), ...ofExchange }),
  z.strictObject({ kind: z.literal('errors-with-200'), ...ofExchange }),
  z.strictObject({ kind: z.literal('truncated-answer'), ...ofExchange }),
  z.strictObject({ kind: z.literal('wrong-reference'), ...ofExchange }),
  z.strictObject({
    kind: z.literal('oversized-answer'),
    bytes: z
      .int()
      .min(1)
      .max(ANSWER_MAX_BYTES)
      .default(2 * 1024 * 1024),
    ...ofExchange,
  }),
  // What it tells of its tickets.
  z.strictObject({
    kind: z.literal('duplicate-items'),
    copies: z.int().min(1).max(COPIES_MAX).default(1),
    ...common,
  }),
  z.strictObject({ kind: z.literal('shuffled-items'), ...common }),
  z.strictObject({ kind: z.literal('late-items'), lateMs: delayMs, ...common }),
  z.strictObject({
    kind: z.literal('clock-skew'),
    skewMs: z.int().min(-SKEW_MAX_MS).max(SKEW_MAX_MS),
    ...common,
  }),
  z.strictObject({ kind: z.literal('unknown-status'), status: word, ...common }),
  /** Refuses every cursor, or those that are more than so many changes behind. */
  z.strictObject({ kind: z.literal('cursor-lost'), keeps: count.optional(), ...common }),
  // What its webhooks do.
  z.strictObject({
    kind: z.literal('webhook-duplicated'),
    copies: z.int().min(1).max(COPIES_MAX).default(1),
    ...common,
  }),
  z.strictObject({ kind: z.literal('webhook-delayed'), delayMs, ...common }),
  z.strictObject({ kind: z.literal('webhook-lost'), ...common }),
  z.strictObject({
    kind: z.literal('webhook-forged'),
    how: z.enum(['wrong-secret', 'altered-body', 'old-timestamp', 'unsigned']).default('wrong-secret'),
    ...common,
  }),
]);

export type FaultOrder = z.infer<typeof schema>;
export type FaultKind = FaultOrder['kind'];
export type FaultOfKind<Kind extends FaultKind> = Extract<FaultOrder, { kind: Kind }>;

/** Without a location, an account or an operation, `down` closes the port, which is open or closed for everybody. */
export const closesThePort = (order: FaultOrder): order is FaultOfKind<'down'> =>
  order.kind === 'down' &&
  order.location === undefined &&
  order.account === undefined &&
  order.operations === undefined;

const countsRequests = ({ afterRequests, forRequests }: FaultOrder): boolean =>
  afterRequests !== undefined || forRequests !== undefined;

export const faultOrderSchema = schema
  .refine(order => !closesThePort(order) || order.rate === 1, {
    path: ['rate'],
    message: 'a port is open or closed: without a location, `down` has rate 1',
  })
  .refine(order => !closesThePort(order) || !countsRequests(order), {
    path: ['forRequests'],
    message: 'a closed port meets no requests: give `down` a location, or a time',
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    path: ['until'],
    message: 'must be later than `from`',
  });
