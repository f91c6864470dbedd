import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Ticket } from '../kitchen/ticket.js';
import type { Tickets } from '../kitchen/tickets.js';
import type { AdminParts } from './admin-parts.js';
import { invalid, problem } from './problems.js';

const TICKETS_PAGE = 100;
const TICKETS_PAGE_MAX = 1_000;

const ticketsQuery = z.strictObject({
  reference: z.string().optional(),
  location: z.string().optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(TICKETS_PAGE_MAX).default(TICKETS_PAGE),
});
type TicketsQuery = z.infer<typeof ticketsQuery>;

export const ticketRoutes = (app: FastifyInstance, { kitchen, book: { tickets } }: AdminParts): void => {
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
