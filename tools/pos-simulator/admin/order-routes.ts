import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AdminParts } from './admin-parts.js';
import { invalid, problem } from './problems.js';

const ordersQuery = z.strictObject({ minLive: z.coerce.number().int().min(0).default(2) });

/** What the kitchens saw of each order: the judge of a delivery. */
export const orderRoutes = (app: FastifyInstance, parts: AdminParts): void => {
  const { tickets } = parts.book;

  app.get('/orders', async (request, reply) => {
    const query = ordersQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    return { references: tickets.referencesWithLive(query.data.minLive) };
  });

  app.get<{ Params: { reference: string } }>('/orders/:reference', async (request, reply) => {
    const verdict = verdictOn(parts, request.params.reference);
    const isKnown = verdict.tickets.length + verdict.unshown.length + verdict.requests.length > 0;
    return isKnown ? verdict : problem(reply, 404, 'no such order');
  });
};

const verdictOn = ({ book, requestLog }: AdminParts, reference: string) => {
  const tickets = book.tickets.withReference(reference);
  const ids = new Set(tickets.map(({ ticketId }) => ticketId));
  return {
    reference,
    /** Tickets a kitchen can see. */
    live: tickets.filter(({ status }) => status !== 'voided').length,
    voided: tickets.filter(({ status }) => status === 'voided').length,
    tickets,
    /** Accepted, and no kitchen has seen them. */
    unshown: book.held.withReference(reference).filter(({ state }) => state !== 'shown'),
    requests: requestLog.requests
      .all()
      .filter(request => request.reference === reference || ids.has(request.ticketId ?? '')),
  };
};
