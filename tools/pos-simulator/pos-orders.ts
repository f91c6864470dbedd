import type { FastifyReply, FastifyRequest } from 'fastify';
import { complaintOf, phraseOf } from './complaint.js';
import { refuse, tellEffect } from './pos-answers.js';
import type { AtLocation, PosParts } from './pos-parts.js';
import { posOrderSchema, voidOrderSchema } from './ticket.js';

/** A route of one ticket. */
export interface OfTicket {
  Params: { location: string; ticketId: string };
}

/** Profile `classic`: there is no idempotency. The same reference sent again makes a second ticket. */
export const injectOrder = async (
  parts: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const { location } = request.params;
  const order = posOrderSchema.safeParse(request.body);
  if (!order.success) {
    return refuse(reply, 422, 'INVALID_ORDER', phraseOf(complaintOf(order.error)));
  }
  if (parts.faults.strike('refuse', location) !== undefined) {
    return refuse(reply, 422, 'REFUSED', 'the kitchen does not take this order');
  }
  const { ticketId, status } = parts.kitchen.receive(location, order.data);
  reply.code(201);
  return tellEffect(parts, request, reply, { ticketId, reference: order.data.reference, status });
};

/** A ticket is taken back until it is being cooked; after that somebody at the counter has to do it. */
export const voidTicket = async (
  parts: PosParts,
  request: FastifyRequest<OfTicket>,
  reply: FastifyReply,
): Promise<unknown> => {
  const { location, ticketId } = request.params;
  const order = voidOrderSchema.safeParse(request.body);
  if (!order.success) return refuse(reply, 422, 'INVALID_VOID', phraseOf(complaintOf(order.error)));
  if (parts.faults.strike('refuse', location) !== undefined) {
    return refuse(reply, 409, 'REFUSED', 'the kitchen keeps this ticket');
  }
  switch (parts.kitchen.voidFromOutside(location, ticketId, order.data.reason)) {
    case 'unknown':
      return refuse(reply, 404, 'TICKET_UNKNOWN', 'no such ticket at this location');
    case 'already-begun':
      return refuse(reply, 409, 'TICKET_BEGUN', 'the kitchen has begun; have it voided at the counter');
    case 'voided':
      return tellEffect(parts, request, reply, { ticketId, status: 'voided' });
  }
};
