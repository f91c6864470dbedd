import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

const ofOrder = { orderId: z.string() };
const ofAttempt = { ...ofOrder, attempt: z.int().min(1) };

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
    /** Whose word an acceptance is: the POS’s, or that of a relay which has yet to bring the order to its store. */
    acceptedMeans: z.enum(['pos', 'relay']),
    /** Real UTC that no resend’s `sendBy` may pass, so that the POS surely knows the key; never resent without it. */
    resendUntil: instant.optional(),
  }),
  'the claim to send an order to its POS, before the call; without an outcome behind it the outcome is unknown',
  (data: object) => ({ ...data, acceptedMeans: 'pos' }),
);

export const DeliveryResent = defineEvent(
  'DeliveryResent',
  z.strictObject({ ...ofAttempt, epoch: wholeNumber, sendBy: instant }),
  'the claim to send an unknown attempt once more, with the same key and body, before the call',
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
  z.strictObject({
    ...ofOrder,
    ticketId: z.string(),
    learnedBy: z.enum(['reply', 'look-up', 'feed']),
    /** The account whose feed showed the ticket; otherwise it is that of the claim. */
    account: z.string().optional(),
  }),
  'the POS, or where it is behind one its relay, has the order as a ticket; `learnedBy` says how that became known',
  (data: object) => data,
);

export const TicketNotShown = defineEvent(
  'TicketNotShown',
  z.strictObject({ ...ofAttempt, ticketId: z.string() }),
  'a look-up, late enough to be sure, does not show a ticket that the POS has accepted; it may appear all the same',
);

export const DeliveryEscalated = defineEvent(
  'DeliveryEscalated',
  z.strictObject({
    ...ofOrder,
    cause: z.enum([
      'gave-up',
      'rejected',
      'key-missing',
      'event-parked',
      'cannot-settle',
      'not-acknowledged',
      'ticket-never-shown',
      'voided-at-pos',
      'cannot-void',
      'void-refused',
      'cancellation-untold',
    ]),
    detail: z.string(),
    deadline: instant,
    attempts: wholeNumber,
    /** True where a ticket may exist all the same. */
    outcomeOpen: z.boolean(),
  }),
  'an order needs a person: nothing more is sent by itself',
  (data: object) => data,
);

export const RedeliveryOrdered = defineEvent(
  'RedeliveryOrdered',
  z.strictObject({
    ...ofOrder,
    by: z.string(),
    why: z.string(),
    /** The attempt that may have made a ticket all the same; closed on the operator's word. */
    closedAttempt: z.int().min(1).optional(),
    /** Business time until which it may be sent. */
    until: instant,
  }),
  'an operator, shown the risk, has an order sent once more',
);

export const DeliveryResolved = defineEvent(
  'DeliveryResolved',
  z.strictObject({
    ...ofOrder,
    by: z.string(),
    why: z.string(),
    as: z.enum(['handed-over', 'not-delivered']),
  }),
  'an operator says what became of an order: the kitchen has it, by whatever way, or surely has it not',
);

export const VoidStarted = defineEvent(
  'VoidStarted',
  z.strictObject({
    ...ofAttempt,
    ticketId: z.string(),
    epoch: wholeNumber,
    /** Real UTC after which the first byte may no longer leave. */
    sendBy: instant,
    account: z.string(),
    location: z.string(),
    endpoint: z.string(),
    adapter: z.string(),
  }),
  'the claim to have the POS take a ticket back, before the call; without an outcome behind it the outcome is unknown',
);

export const OrderVoided = defineEvent(
  'OrderVoided',
  z.strictObject({ ...ofOrder, ticketId: z.string(), learnedBy: z.enum(['reply', 'look-up', 'feed']) }),
  'the POS has taken the ticket of a called-off order back; its capacity is free again',
  (data: object) => data,
);

export const VoidRefused = defineEvent(
  'VoidRefused',
  z.strictObject({ ...ofAttempt, reason: z.string() }),
  'the POS does not take a ticket back',
);

export const VoidUnknown = defineEvent(
  'VoidUnknown',
  z.strictObject({ ...ofAttempt, why: z.string() }),
  'a void left without an answer that can be trusted; the ticket is looked up before it is voided again',
);

export const deliveryEvents = [
  DeliveryStarted,
  DeliveryResent,
  DeliveryNotSent,
  DeliveryRejected,
  DeliveryUnknown,
  DeliveryProvenAbsent,
  OrderDelivered,
  TicketNotShown,
  DeliveryEscalated,
  RedeliveryOrdered,
  DeliveryResolved,
  VoidStarted,
  OrderVoided,
  VoidRefused,
  VoidUnknown,
] as const;
export type DeliveryEvent = EventOf<(typeof deliveryEvents)[number]>;
