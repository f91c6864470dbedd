import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { peakOf } from '../ledger/peak.js';
import type { PosRequest, Requests } from '../ledger/requests.js';
import { OPERATIONS } from '../profiles/behaviour.js';
import type { AdminParts } from './admin-parts.js';
import { invalid } from './problems.js';

const PAGE = 100;
const PAGE_MAX = 10_000;
const WINDOW_MAX_MS = 86_400_000;

const filters = {
  operation: z.enum(OPERATIONS).optional(),
  account: z.string().optional(),
  location: z.string().optional(),
  key: z.string().optional(),
  reference: z.string().optional(),
  ticketId: z.string().optional(),
  fate: z.enum(['open', 'answered', 'dropped']).optional(),
  status: z.coerce.number().int().optional(),
  /** A fault that struck it. */
  fault: z.string().optional(),
  suspended: z.enum(['true', 'false']).optional(),
  /** Real milliseconds since 1970, the first included and the second not. */
  fromMs: z.coerce.number().optional(),
  untilMs: z.coerce.number().optional(),
};
const listQuery = z.strictObject({
  ...filters,
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE),
});
const peakQuery = z.strictObject({
  ...filters,
  windowMs: z.coerce.number().int().min(1).max(WINDOW_MAX_MS),
});
type Filters = Omit<z.infer<typeof listQuery>, 'after' | 'limit'>;

/** What the POS was asked, whether or not it answered. */
export const requestRoutes = (app: FastifyInstance, { requestLog: { requests } }: AdminParts): void => {
  app.get('', async (request, reply) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    const { after, limit, ...asked } = query.data;
    const found = matching(requests, asked);
    const rest = found.filter(({ n }) => n > after);
    const page = rest.slice(0, limit);
    const next = rest.length > limit ? page.at(-1)?.n : undefined;
    return { requests: page, total: found.length, next: next ?? null, forgotten: requests.forgotten };
  });

  app.get('/peak', async (request, reply) => {
    const query = peakQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    const { windowMs, ...asked } = query.data;
    return { windowMs, ...peakOf(matching(requests, asked), windowMs), forgotten: requests.forgotten };
  });
};

const SAME = ['operation', 'account', 'location', 'key', 'reference', 'ticketId', 'fate', 'status'] as const;

const matching = (requests: Requests, asked: Filters): readonly PosRequest[] => {
  const tests = testsOf(asked);
  return requests.all().filter(request => tests.every(test => test(request)));
};

const testsOf = (asked: Filters): readonly ((request: PosRequest) => boolean)[] => {
  const { fault, suspended, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = asked;
  const named = SAME.filter(name => asked[name] !== undefined);
  return [
    request => named.every(name => request[name] === asked[name]),
    request => fault === undefined || request.faults?.includes(fault) === true,
    request => suspended === undefined || (request.suspended === true) === (suspended === 'true'),
    ({ atMs }) => atMs >= fromMs && atMs < untilMs,
  ];
};
