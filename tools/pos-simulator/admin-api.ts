import { fastify, type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import type { BusinessTimers } from '../../src/platform/clock/index.js';
import { clockSegmentSchema, type ClockKeeper } from './clock-keeper.js';
import { complaintOf, phraseOf } from './complaint.js';
import { faultOrderSchema, type Faults } from './faults.js';
import type { Kitchen } from './kitchen.js';
import type { Ledger } from './ledger.js';
import type { RequestCount } from './pos-parts.js';
import type { Port } from './port.js';
import type { Ticket } from './ticket.js';
import type { Tickets } from './tickets.js';

const TICKETS_PAGE = 100;
const TICKETS_PAGE_MAX = 1_000;

export interface AdminParts {
  readonly kitchen: Kitchen;
  readonly tickets: Tickets;
  readonly ledger: Ledger;
  readonly keeper: ClockKeeper;
  readonly timers: BusinessTimers;
  readonly faults: Faults;
  readonly posPort: Port;
  readonly requests: RequestCount;
}

const ticketsQuery = z.strictObject({
  reference: z.string().optional(),
  location: z.string().optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(TICKETS_PAGE_MAX).default(TICKETS_PAGE),
});
type TicketsQuery = z.infer<typeof ticketsQuery>;

/** The simulator behind the scenes: what its ledger says, its clock, and its faults. */
export const adminApi = (parts: AdminParts): FastifyInstance => {
  const app = fastify();
  app.setErrorHandler((error: FastifyError, _, reply) =>
    problem(reply, error.statusCode ?? 500, error.message),
  );
  app.setNotFoundHandler((_, reply) => problem(reply, 404, 'no such route'));
  // The judge says only what is on disk.
  app.addHook('onSend', () => parts.ledger.durable());
  app.get('/admin/health', async () => ({ status: 'ok', pos: posState(parts) }));
  app.register(async routes => ledgerRoutes(routes, parts), { prefix: '/admin' });
  app.register(async routes => clockRoutes(routes, parts), { prefix: '/admin/clock' });
  app.register(async routes => faultRoutes(routes, parts), { prefix: '/admin/faults' });
  return app;
};

const posState = ({ posPort }: AdminParts) => (posPort.isOpen ? 'open' : 'closed');

const ledgerRoutes = (app: FastifyInstance, { kitchen, tickets }: AdminParts): void => {
  app.get('/ledger', async () => tickets.tally());

  app.get('/tickets', async (request, reply) => {
    const query = ticketsQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    const { after } = query.data;
    if (after !== undefined && tickets.get(after) === undefined) {
      return problem(reply, 400, 'no such ticket', 'after');
    }
    return ticketsPage(tickets, query.data);
  });

  app.post<{ Params: { ticketId: string } }>('/tickets/:ticketId/void', async (request, reply) => {
    const outcome = kitchen.void(request.params.ticketId);
    switch (outcome) {
      case 'voided':
        return { status: outcome };
      case 'unknown':
        return problem(reply, 404, 'no such ticket');
      case 'already-collected':
        return problem(reply, 409, 'a collected ticket cannot be voided');
    }
  });
};

const ticketsPage = (tickets: Tickets, { reference, location, after, limit }: TicketsQuery) => {
  const page: Ticket[] = [];
  for (const ticket of candidates(tickets, reference, after)) {
    if (location !== undefined && ticket.location !== location) continue;
    if (page.length === limit) return { tickets: page, next: page.at(-1)?.ticketId ?? null };
    page.push(ticket);
  }
  return { tickets: page, next: null };
};

/** A reference has few tickets and an index of its own; without one the tickets are walked from `after` on. */
const candidates = (tickets: Tickets, reference?: string, after?: string): Iterable<Ticket> => {
  if (reference === undefined) return tickets.receivedAfter(after);
  const all = tickets.withReference(reference);
  return all.slice(all.findIndex(({ ticketId }) => ticketId === after) + 1);
};

const clockRoutes = (app: FastifyInstance, { keeper, timers, requests }: AdminParts): void => {
  app.get('', async () => ({
    segment: keeper.clock.segment,
    now: keeper.clock.now(),
    nextPending: timers.next() ?? null,
    busy: requests.busy,
  }));

  app.post('/segments', async (request, reply) => {
    const segment = clockSegmentSchema.safeParse(request.body);
    if (!segment.success) return invalid(reply, segment.error);
    const result = keeper.adopt(segment.data);
    if (result.outcome === 'refused') return problem(reply, 409, result.why);
    return { outcome: result.outcome, segment: keeper.clock.segment, now: keeper.clock.now() };
  });
};

const faultRoutes = (app: FastifyInstance, parts: AdminParts): void => {
  const { faults } = parts;
  app.get('', async () => ({ faults: faults.list() }));

  app.post('', async (request, reply) => {
    const order = faultOrderSchema.safeParse(request.body);
    if (!order.success) return invalid(reply, order.error);
    return reply.code(201).send({ id: await faults.add(order.data), pos: posState(parts) });
  });

  app.delete<{ Params: { id: string } }>('/:id', async (request, reply) => {
    if (!(await faults.remove(request.params.id))) return problem(reply, 404, 'no such fault');
    return { removed: 1, pos: posState(parts) };
  });

  app.delete('', async () => ({ removed: await faults.clear(), pos: posState(parts) }));
};

const invalid = (reply: FastifyReply, error: z.ZodError): FastifyReply => {
  const complaint = complaintOf(error);
  return problem(reply, 400, phraseOf(complaint), complaint.field);
};

const TITLES: Readonly<Record<number, string>> = { 400: 'Invalid request', 404: 'Not found', 409: 'Refused' };

const problem = (reply: FastifyReply, status: number, detail: string, field?: string): FastifyReply =>
  reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      detail,
      ...(field === undefined ? {} : { field }),
    });
