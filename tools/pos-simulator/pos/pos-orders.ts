import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { complaintOf, phraseOf } from '../complaint.js';
import { posOrderSchema, voidOrderSchema, type PosOrder } from '../kitchen/ticket.js';
import type { PosParts } from '../pos-parts.js';
import { callOf, type AtLocation, type Call, type OfTicket } from './call.js';
import { UNPAID } from './look-up.js';
import { notAfterOf } from './not-after.js';
import { refuse, tell } from './pos-answers.js';

/** Takes an order. Whether the same key sent again makes a second ticket is what the account's profile says. */
export const injectOrder = async (
  parts: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const call = callOf(request);
  const order = posOrderSchema.safeParse(request.body);
  if (!order.success) {
    return refuse(reply, 422, 'INVALID_ORDER', phraseOf(complaintOf(order.error)));
  }
  const { reference } = order.data;
  call.reference = reference;
  const notAfter = notAfterOf(request.headers);
  if ('complaint' in notAfter) return refuse(reply, 422, 'INVALID_ORDER', notAfter.complaint);
  await takeTime(parts, call);
  if (parts.faults.strike('refuse', call) !== undefined) {
    return refuse(reply, 422, 'REFUSED', 'the kitchen does not take this order');
  }
  const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
  const first = firstAnswerTo(parts, call, bodyHash);
  if (first === 'reused') {
    return refuse(reply, 409, 'IDEMPOTENCY_KEY_REUSED', 'this key came with another body before');
  }
  const ticketId = first ?? accept(parts, call, order.data, { bodyHash, notAfterMs: notAfter.atMs });
  call.ticketId = ticketId;
  reply.code(201);
  if (first !== undefined) reply.header('x-cached-response', 'true');
  return tell(parts, request, reply, { ticketId, reference, status: statusOf(parts, call, ticketId) });
};

/** Slow to do it: the client may have given up by the time it is done. */
const takeTime = async ({ network, stopping }: PosParts, { slow }: Call): Promise<void> => {
  if (slow?.before === 'commit') await network.sleep(slow.delayMs, stopping);
};

const firstAnswerTo = ({ book, network }: PosParts, call: Call, bodyHash: string): string | undefined => {
  const { account, key, towards } = call;
  if (key === undefined) return undefined;
  const asked = { account, key, bodyHash, atMs: network.utcMs() };
  const repeated = book.firstAnswers.repeated(asked, towards.behaviour);
  if (repeated.outcome === 'reused') return 'reused';
  return repeated.outcome === 'same' ? repeated.ticketId : undefined;
};

interface Taken {
  readonly bodyHash: string;
  readonly notAfterMs: number | undefined;
}

/** Gives the order to the kitchen, or keeps it for a while, or for ever. Answers the id of its ticket. */
const accept = (parts: PosParts, call: Call, order: PosOrder, taken: Taken): string => {
  const { kitchen, faults } = parts;
  const showAfterMs = showAfterMsOf(parts, call);
  const ticketId = take(parts, call, order, { ...taken, showAfterMs });
  const voided = faults.strike('void-after-accept', call);
  if (voided !== undefined) kitchen.voidLater(ticketId, (showAfterMs ?? 0) + voided.afterMs);
  return ticketId;
};

const take = (
  { kitchen, faults }: PosParts,
  call: Call,
  order: PosOrder,
  { bodyHash, showAfterMs, ...taken }: Taken & { showAfterMs: number | null },
): string => {
  const { account, key, location, towards } = call;
  const origin = { account, key, bodyHash };
  const failsFor = faults.strike('relay-fails', call)?.reason;
  if (showAfterMs === 0 && failsFor === undefined) return kitchen.receive(location, order, origin).ticketId;
  const notAfterMs = towards.behaviour.notAfter ? taken.notAfterMs : undefined;
  return kitchen.hold(location, order, origin, { showAfterMs, notAfterMs, failsFor });
};

const showAfterMsOf = ({ faults }: PosParts, call: Call): number | null => {
  if (faults.strike('never-shown', call) !== undefined) return null;
  return faults.strike('shown-late', call)?.delayMs ?? call.towards.behaviour.shownAfterMs;
};

/** What a client is told of an order the kitchen does not have yet. */
const statusOf = ({ book }: PosParts, call: Call, ticketId: string): string => {
  const ticket = book.tickets.get(ticketId);
  if (ticket !== undefined) return ticket.status;
  if (book.held.get(ticketId)?.state === 'failed') return 'failed';
  const { acceptedMeans, listedBeforeShown } = call.towards.behaviour;
  if (acceptedMeans === 'relay') return 'relayed';
  return listedBeforeShown ? UNPAID : 'received';
};

/** A ticket is taken back until it is being cooked; after that somebody at the counter has to do it. */
export const voidTicket = async (
  parts: PosParts,
  request: FastifyRequest<OfTicket>,
  reply: FastifyReply,
): Promise<unknown> => {
  const call = callOf(request);
  const { location, ticketId } = request.params;
  call.ticketId = ticketId;
  const order = voidOrderSchema.safeParse(request.body);
  if (!order.success) return refuse(reply, 422, 'INVALID_VOID', phraseOf(complaintOf(order.error)));
  const { behaviour } = call.towards;
  if (!behaviour.voids) return refuse(reply, 405, 'VOIDS_UNSUPPORTED', 'have it voided at the counter');
  await takeTime(parts, call);
  if (parts.faults.strike('refuse', call) !== undefined) {
    return refuse(reply, 409, 'REFUSED', 'the kitchen keeps this ticket');
  }
  const { reason } = order.data;
  const version = behaviour.comparesVersion ? order.data.version : undefined;
  switch (parts.kitchen.voidFromOutside({ location, ticketId, reason, version })) {
    case 'unknown':
      return refuse(reply, 404, 'TICKET_UNKNOWN', 'no such ticket at this location');
    case 'already-begun':
      return refuse(reply, 409, 'TICKET_BEGUN', 'the kitchen has begun; have it voided at the counter');
    case 'moved-on':
      return refuse(reply, 409, 'VERSION_MISMATCH', 'the ticket has moved on; read it again');
    case 'voided':
      return tell(parts, request, reply, { ticketId, status: 'voided' });
  }
};
