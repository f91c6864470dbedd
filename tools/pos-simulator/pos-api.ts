import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { z } from 'zod';
import type { NetworkTime } from '../../src/platform/clock/index.js';
import { cursorOf, feedXml, positionOf } from './change-feed.js';
import { complaintOf, phraseOf } from './complaint.js';
import type { Faults } from './faults.js';
import type { Kitchen } from './kitchen.js';
import type { Ledger } from './ledger.js';
import { posOrderSchema, type Ticket } from './ticket.js';
import type { Tickets } from './tickets.js';

const BODY_MAX_BYTES = 256 * 1024;
const FEED_PAGE_MAX = 200;

export interface PosParts {
  readonly kitchen: Kitchen;
  readonly tickets: Tickets;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: NetworkTime;
  readonly stopping: AbortSignal;
  readonly requests: RequestCount;
}

/** How many requests are in flight: begun, and neither answered nor cut. */
export class RequestCount {
  busy = 0;

  follow(reply: FastifyReply): void {
    this.busy += 1;
    reply.raw.once('close', () => (this.busy -= 1));
  }
}

interface AtLocation {
  Params: { location: string };
}

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

/** Profile `classic`: there is no idempotency. The same reference sent again makes a second ticket. */
const injectOrder = async (
  { kitchen, ledger, faults }: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const { location } = request.params;
  const order = posOrderSchema.safeParse(request.body);
  if (!order.success) {
    return refuse(reply, 422, 'INVALID_ORDER', phraseOf(complaintOf(order.error)));
  }
  const { ticketId, status } = kitchen.receive(location, order.data);
  if (faults.strike('accept-then-drop-reply', location) !== undefined) {
    await ledger.durable();
    return cutOff(request, reply);
  }
  return reply.code(201).send({ ticketId, reference: order.data.reference, status });
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

/** Ends the connection without a word. */
const cutOff = (request: FastifyRequest<AtLocation>, reply: FastifyReply): FastifyReply => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });

/** A body that cannot be read as JSON is an invalid order like any other: a final rejection, and no ticket. */
const answerError = (error: FastifyError, _: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error.statusCode === 413) return refuse(reply, 413, 'BODY_TOO_LARGE', error.message);
  if (error.statusCode === undefined || error.statusCode >= 500) {
    return refuse(reply, 500, 'INTERNAL', error.message);
  }
  return refuse(reply, 422, 'INVALID_ORDER', error.message);
};
