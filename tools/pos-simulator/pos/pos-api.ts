import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { tellChanges } from '../feed/tell-changes.js';
import type { PosParts } from '../pos-parts.js';
import type { Operation } from '../profiles/behaviour.js';
import { callOf, type AtLocation, type OfTicket } from './call.js';
import { passGate } from './gate.js';
import { lookUp } from './look-up.js';
import { refuse } from './pos-answers.js';
import { injectOrder, voidTicket } from './pos-orders.js';

const BODY_MAX_BYTES = 256 * 1024;

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
  const { ledger, network, stopping } = parts;
  const through = (operation: Operation) => ({
    onRequest: (request: FastifyRequest<AtLocation>, reply: FastifyReply) =>
      passGate(parts, operation, request, reply),
  });

  // Nothing is told before it is on disk, whichever route tells it.
  app.addHook<unknown, AtLocation>('onSend', async request => {
    await ledger.durable();
    const { slow } = callOf(request);
    if (slow?.before === 'answer') await network.sleep(slow.delayMs, stopping);
  });

  app.post<AtLocation>('/orders', through('deliver'), (request, reply) => injectOrder(parts, request, reply));

  app.post<OfTicket>('/orders/:ticketId/void', through('void'), (request, reply) =>
    voidTicket(parts, request, reply),
  );

  app.get<AtLocation>('/orders', through('find'), (request, reply) => lookUp(parts, request, reply));

  app.get<AtLocation>('/changes', through('changes'), (request, reply) => tellChanges(parts, request, reply));
};

/** A body that cannot be read as JSON is an invalid order like any other: a final rejection, and no ticket. */
const answerError = (error: FastifyError, _: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error.statusCode === 413) return refuse(reply, 413, 'BODY_TOO_LARGE', error.message);
  if (error.statusCode === undefined || error.statusCode >= 500) {
    return refuse(reply, 500, 'INTERNAL', error.message);
  }
  return refuse(reply, 422, 'INVALID_ORDER', error.message);
};
