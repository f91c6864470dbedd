import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AtLocation, PosParts } from './pos-parts.js';

/** Answers with what was done, unless a fault keeps the answer back: what was done stays done. */
export const tellEffect = async (
  { ledger, faults }: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
  effect: object,
): Promise<unknown> => {
  const { location } = request.params;
  if (faults.strike('accept-then-drop-reply', location) !== undefined) {
    await ledger.durable();
    return cutOff(request, reply);
  }
  if (faults.strike('hang', location) !== undefined) {
    await ledger.durable();
    return hangUpon(reply);
  }
  return reply.send(effect);
};

/** Ends the connection without a word. */
export const cutOff = (request: FastifyRequest<AtLocation>, reply: FastifyReply): FastifyReply => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

/** Begins an answer and never ends it; the client or the end of the simulator does. */
const hangUpon = (reply: FastifyReply): FastifyReply => {
  reply.hijack();
  reply.raw.writeHead(reply.statusCode, { 'content-type': 'application/json; charset=utf-8' });
  reply.raw.flushHeaders();
  return reply;
};

export const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });
