import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PosParts } from '../pos-parts.js';
import { brokenAnswerTo } from './broken-answers.js';
import { callOf, type AtLocation } from './call.js';

/** Tells what was done or asked for, unless a fault keeps the answer back or spoils it: what was done stays done. */
export const tell = async (
  parts: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
  answer: object | string,
): Promise<unknown> => {
  const { ledger, faults } = parts;
  const call = callOf(request);
  if (faults.strike('accept-then-drop-reply', call) !== undefined) {
    await ledger.durable();
    return cutOff(request, reply);
  }
  const stall = faults.strike('hang', call) ?? faults.strike('stalled-answer', call);
  if (stall !== undefined) {
    await ledger.durable();
    return hangUpon(reply, stall.kind === 'hang' ? '' : halfOf(answer));
  }
  const broken = brokenAnswerTo(faults, call, answer);
  if (broken === undefined) return reply.send(answer);
  const { status = reply.statusCode, type, body } = broken;
  return reply.code(status).type(type).send(body);
};

/** Ends the connection without a word. */
export const cutOff = (request: FastifyRequest<AtLocation>, reply: FastifyReply): FastifyReply => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

/** Begins an answer and never ends it; the client or the end of the simulator does. */
const hangUpon = (reply: FastifyReply, begun: string): FastifyReply => {
  reply.hijack();
  reply.raw.writeHead(reply.statusCode, { 'content-type': 'application/json; charset=utf-8' });
  reply.raw.flushHeaders();
  if (begun !== '') reply.raw.write(begun);
  return reply;
};

const halfOf = (answer: object | string): string => {
  const whole = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return whole.slice(0, Math.ceil(whole.length / 2));
};

export const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });
