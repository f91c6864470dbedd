import { z } from 'zod';
import { defineEvent } from '../../event-sourcing/decider.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

const ofOrder = { orderId: z.string() };
const ofAttempt = { ...ofOrder, attempt: z.int().min(1) };
/** `version` grows with every change of the ticket; `posAt` is the POS's own time and is never compared with ours. */
const ofTicket = { ...ofOrder, ticketId: z.string(), version: wholeNumber, posAt: z.string() };

export const DeliveryStarted = defineEvent(
  'DeliveryStarted',
  z.strictObject({
    ...ofAttempt,
    /** One key per order, whatever the attempt. */
    key: z.string(),
    /** Epoch of the owner that claims. */
    epoch: wholeNumber,
    /** Real UTC after which the first byte may no longer leave. */
    sendBy: instant,
    /** Business time after which nothing is sent. */
    deadline: instant,
    account: z.string(),
    location: z.string(),
    endpoint: z.string(),
    adapter: z.string(),
    rendererVersion: wholeNumber,
    /** HMAC-SHA256 of the body under the order's key; the body itself is not kept. */
    bodyHmac: z.string(),
  }),
  'the claim to send an order to its POS, before the call; without an outcome behind it the outcome is unknown',
);

export const DeliveryNotSent = defineEvent(
  'DeliveryNotSent',
  z.strictObject({ ...ofAttempt, proof: z.string() }),
  'an attempt provably never reached the POS; it may be tried again',
);

export const DeliveryRejected = defineEvent(
  'DeliveryRejected',
  z.strictObject({ ...ofAttempt, code: z.string(), reason: z.string() }),
  'the POS’s final word against an order',
);

export const DeliveryUnknown = defineEvent(
  'DeliveryUnknown',
  z.strictObject({ ...ofAttempt, why: z.string() }),
  'an attempt left without an answer that can be trusted; nothing is sent until it is settled',
);

export const DeliveryProvenAbsent = defineEvent(
  'DeliveryProvenAbsent',
  z.strictObject(ofAttempt),
  'a look-up, late enough to be sure, found no ticket of an unknown attempt',
);

export const OrderDelivered = defineEvent(
  'OrderDelivered',
  z.strictObject({ ...ofOrder, ticketId: z.string(), learnedBy: z.enum(['reply', 'look-up', 'feed']) }),
  'the POS has the order as a ticket; `learnedBy` says how that became known',
);

export const DeliveryEscalated = defineEvent(
  'DeliveryEscalated',
  z.strictObject({
    ...ofOrder,
    cause: z.enum(['gave-up', 'rejected', 'key-missing']),
    detail: z.string(),
    deadline: instant,
    attempts: wholeNumber,
    /** True where a ticket may exist all the same. */
    outcomeOpen: z.boolean(),
  }),
  'an order needs a person: nothing more is sent by itself',
);

export const OrderAcknowledged = defineEvent(
  'OrderAcknowledged',
  z.strictObject(ofTicket),
  'the kitchen has seen the ticket',
);
export const OrderInPreparation = defineEvent(
  'OrderInPreparation',
  z.strictObject(ofTicket),
  'the kitchen has begun',
);
export const OrderReady = defineEvent(
  'OrderReady',
  z.strictObject(ofTicket),
  'the order waits for its guest',
);
export const OrderCollected = defineEvent(
  'OrderCollected',
  z.strictObject(ofTicket),
  'the guest has the order',
);
export const OrderVoidedAtPos = defineEvent(
  'OrderVoidedAtPos',
  z.strictObject(ofTicket),
  'staff voided the ticket at the POS; its capacity is free again',
);
export const PosStatusNoted = defineEvent(
  'PosStatusNoted',
  z.strictObject({
    ...ofTicket,
    status: z.string(),
    why: z.enum(['unknown-status', 'out-of-order', 'other-ticket']),
  }),
  'the POS said something that moves nothing: an unknown status, one that would go back, or a second ticket of the order',
);
