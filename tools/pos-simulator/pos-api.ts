import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { z } from 'zod';
import { cursorOf, feedXml, positionOf } from './change-feed.js';
import { complaintOf, phraseOf } from './complaint.js';
import { cutOff, refuse } from './pos-answers.js';
import { injectOrder, voidTicket, type OfTicket } from './pos-orders.js';
import type { AtLocation, PosParts } from './pos-parts.js';
import type { Ticket } from './ticket.js';
import type { Tickets } from './tickets.js';

const BODY_MAX_BYTES = 256 * 1024;
const FEED_PAGE_MAX = 200;

const lookUpQuery = z.object({ reference: z.string().min(1) });
const feedQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(FEED_PAGE_MAX).default(FEED_PAGE_MAX),
});

/** The POS as its clients see it. It is not listening yet: the port opens and closes with the faults. */
export const posApi = (parts: PosParts): FastifyInstance => {
  const app = fastify({ bodyLimit: BODY_MAX_BYTES });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_, reply) => refuse(reply, 404, 'NOT_FOUND', 'no such route'));
  app.addHook('onRequest', async (_, reply) => parts.requests.follow(reply));
  app.register(async location => locationRoutes(location, parts), { prefix: '/pos/:location' });
  return app;
};

const locationRoutes = (app: FastifyInstance, parts: PosParts): void => {
  const { tickets, ledger, faults, network, stopping } = parts;

  app.addHook<AtLocation>('onRequest', async (request, reply) => {
    if (faults.strike('down', request.params.location) !== undefined) return cutOff(request, reply);
    return undefined;
  });

  // Nothing is told before it is on disk, whichever route tells it.
  app.addHook<unknown, AtLocation>('onSend', async request => {
    await ledger.durable();
    const slow = faults.strike('slow', request.params.location);
    if (slow !== undefined) await network.sleep(slow.delayMs, stopping);
  });

  app.post<AtLocation>('/orders', (request, reply) => injectOrder(parts, request, reply));

  app.post<OfTicket>('/orders/:ticketId/void', (request, reply) => voidTicket(parts, request, reply));

  app.get<AtLocation>('/orders', async (request, reply) => {
    const query = lookUpQuery.safeParse(request.query);
    if (!query.success) {
      return refuse(reply, 400, 'INVALID_QUERY', phraseOf(complaintOf(query.error)));
    }
    const found = tickets.withReference(query.data.reference);
    return { tickets: found.filter(({ location }) => location === request.params.location).map(lookUpView) };
  });

  app.get<AtLocation>('/changes', (request, reply) => tellChanges(tickets, request, reply));
};

const tellChanges = async (
  tickets: Tickets,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const { location } = request.params;
  const query = feedQuery.safeParse(request.query);
  if (!query.success) {
    return refuse(reply, 400, 'INVALID_QUERY', phraseOf(complaintOf(query.error)));
  }
  const { after, limit } = query.data;
  const position = after === undefined ? 0 : positionOf(after, location);
  if (position === undefined) {
    return refuse(reply, 400, 'UNKNOWN_CURSOR', 'after: not a cursor of this location');
  }
  const { changes, total } = tickets.changesOf(location, position, limit);
  const reached = position + changes.length;
  const page = { changes, next: cursorOf(location, reached), more: reached < total };
  return reply.type('application/xml; charset=utf-8').send(feedXml(page));
};

const lookUpView = ({ ticketId, order, status, version, updatedAt }: Ticket) => ({
  ticketId,
  reference: order.reference,
  status,
  version,
  updatedAt,
});

/** A body that cannot be read as JSON is an invalid order like any other: a final rejection, and no ticket. */
const answerError = (error: FastifyError, _: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error.statusCode === 413) return refuse(reply, 413, 'BODY_TOO_LARGE', error.message);
  if (error.statusCode === undefined || error.statusCode >= 500) {
    return refuse(reply, 500, 'INTERNAL', error.message);
  }
  return refuse(reply, 422, 'INVALID_ORDER', error.message);
};
