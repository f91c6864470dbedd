import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

const limits = z.strictObject({
  orders: wholeNumber.optional(),
  items: wholeNumber.optional(),
  amount: wholeNumber.optional(),
  prepSeconds: wholeNumber.optional(),
});

/** What an order takes from a slot. `amount` is in minor units of the store's currency. */
export const load = z.strictObject({
  orders: z.literal(1),
  items: wholeNumber,
  amount: wholeNumber,
  prepSeconds: wholeNumber,
});
export type Load = z.infer<typeof load>;

export const orderLine = z.strictObject({
  sku: z.string(),
  name: z.string(),
  quantity: wholeNumber,
  /** Minor units. */
  unitPrice: wholeNumber,
  prepSeconds: wholeNumber,
});
export type OrderLine = z.infer<typeof orderLine>;

/** Personal data under the order's own key: AES-256-GCM, base64url. */
export const sealed = z.strictObject({ keyId: z.string(), nonce: z.string(), ciphertext: z.string() });
export type Sealed = z.infer<typeof sealed>;

const ofOrder = { orderId: z.string() };
const ofAttempt = { ...ofOrder, attempt: z.int().min(1) };
/** `version` grows with every change of the ticket; `posAt` is the POS's own time and is never compared with ours. */
const ofTicket = { ...ofOrder, ticketId: z.string(), version: wholeNumber, posAt: z.string() };

export const ServiceDayOpened = defineEvent(
  'ServiceDayOpened',
  1,
  z.strictObject({
    storeId: z.string(),
    businessDate: z.iso.date(),
    zone: z.string(),
    currency: z.string(),
    slots: z.array(z.strictObject({ start: instant, end: instant, limits })),
    terms: z.strictObject({
      slotMinutes: wholeNumber,
      limits,
      holdMinutes: wholeNumber,
      leadMinutes: wholeNumber,
      deliverMinutesBefore: wholeNumber,
      giveUpMinutesBefore: wholeNumber,
      horizonDays: wholeNumber,
      fewPercent: wholeNumber,
    }),
    storeRevision: z.string(),
    posAccount: z.strictObject({ account: z.string(), location: z.string() }),
  }),
  'the first command of a store’s business date is accepted; slots and terms are frozen here, so a replay needs no zone data',
);

export const TimeslotHeld = defineEvent(
  'TimeslotHeld',
  1,
  z.strictObject({ ...ofOrder, slot: instant, load, expiresAt: instant, by: z.string(), reference: z.string().optional() }),
  'a guest is promised a slot until `expiresAt`; the hold counts until then whether or not its expiry is recorded',
);

export const HoldReleased = defineEvent(
  'HoldReleased',
  1,
  z.strictObject({ ...ofOrder, by: z.string() }),
  'a guest gives a held slot back',
);

export const HoldExpired = defineEvent(
  'HoldExpired',
  1,
  z.strictObject(ofOrder),
  'the record that a hold has passed its `expiresAt`; it changes no answer, the time alone does',
);

export const OrderConfirmed = defineEvent(
  'OrderConfirmed',
  1,
  z.strictObject({
    ...ofOrder,
    slot: instant,
    load,
    lines: z.array(orderLine),
    total: wholeNumber,
    currency: z.string(),
    customer: sealed,
    paymentRef: z.string(),
    /** Milliseconds the hold had been over, where it was admitted again. */
    lateByMs: wholeNumber.optional(),
  }),
  'the storefront says the guest has paid; the hold is consumed and the order is owed',
);

export const OrderCancelled = defineEvent(
  'OrderCancelled',
  1,
  z.strictObject({ ...ofOrder, by: z.string(), reason: z.string() }),
  'an order that surely never reached the POS is called off; its capacity is free again',
);

export const DeliveryStarted = defineEvent(
  'DeliveryStarted',
  1,
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
  1,
  z.strictObject({ ...ofAttempt, proof: z.string() }),
  'an attempt provably never reached the POS; it may be tried again',
);

export const DeliveryRejected = defineEvent(
  'DeliveryRejected',
  1,
  z.strictObject({ ...ofAttempt, code: z.string(), reason: z.string() }),
  'the POS’s final word against an order',
);

export const DeliveryUnknown = defineEvent(
  'DeliveryUnknown',
  1,
  z.strictObject({ ...ofAttempt, why: z.string() }),
  'an attempt left without an answer that can be trusted; nothing is sent until it is settled',
);

export const DeliveryProvenAbsent = defineEvent(
  'DeliveryProvenAbsent',
  1,
  z.strictObject(ofAttempt),
  'a look-up, late enough to be sure, found no ticket of an unknown attempt',
);

export const OrderDelivered = defineEvent(
  'OrderDelivered',
  1,
  z.strictObject({ ...ofOrder, ticketId: z.string(), learnedBy: z.enum(['reply', 'look-up', 'feed']) }),
  'the POS has the order as a ticket; `learnedBy` says how that became known',
);

export const DeliveryEscalated = defineEvent(
  'DeliveryEscalated',
  1,
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
  1,
  z.strictObject(ofTicket),
  'the kitchen has seen the ticket',
);
export const OrderInPreparation = defineEvent(
  'OrderInPreparation',
  1,
  z.strictObject(ofTicket),
  'the kitchen has begun',
);
export const OrderReady = defineEvent('OrderReady', 1, z.strictObject(ofTicket), 'the order waits for its guest');
export const OrderCollected = defineEvent('OrderCollected', 1, z.strictObject(ofTicket), 'the guest has the order');
export const OrderVoidedAtPos = defineEvent(
  'OrderVoidedAtPos',
  1,
  z.strictObject(ofTicket),
  'staff voided the ticket at the POS; its capacity is free again',
);
export const PosStatusNoted = defineEvent(
  'PosStatusNoted',
  1,
  z.strictObject({ ...ofTicket, status: z.string(), why: z.enum(['unknown-status', 'out-of-order', 'other-ticket']) }),
  'the POS said something that moves nothing: an unknown status, one that would go back, or a second ticket of the order',
);

export const orderEvents = [
  ServiceDayOpened,
  TimeslotHeld,
  HoldReleased,
  HoldExpired,
  OrderConfirmed,
  OrderCancelled,
  DeliveryStarted,
  DeliveryNotSent,
  DeliveryRejected,
  DeliveryUnknown,
  DeliveryProvenAbsent,
  OrderDelivered,
  DeliveryEscalated,
  OrderAcknowledged,
  OrderInPreparation,
  OrderReady,
  OrderCollected,
  OrderVoidedAtPos,
  PosStatusNoted,
] as const;
export type OrderEvent = EventOf<(typeof orderEvents)[number]>;
export type EventNamed<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>;
