import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';
import { dayEvents } from './day.events.js';
import { deliveryEvents } from './delivery.events.js';
import { ticketEvents } from './ticket.events.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

/** The share of a slot that an order uses up. `amount` is in minor units of the store's currency. */
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

export const TimeslotHeld = defineEvent(
  'TimeslotHeld',
  z.strictObject({
    ...ofOrder,
    slot: instant,
    load,
    expiresAt: instant,
    by: z.string(),
    /** True where a guest holds for themself: such holds are limited by `guestHoldsMax`. */
    guest: z.boolean(),
    reference: z.string().optional(),
  }),
  'a guest is promised a slot until `expiresAt`; the hold counts until then whether or not its expiry is recorded',
  (data: object) => ({ ...data, guest: false }),
);

export const HoldRenewed = defineEvent(
  'HoldRenewed',
  z.strictObject({ ...ofOrder, expiresAt: instant, renewal: z.int().min(1), by: z.string() }),
  'a hold that has not run out is given a new `expiresAt`; `renewal` counts how often',
);

export const HoldReleased = defineEvent(
  'HoldReleased',
  z.strictObject({ ...ofOrder, by: z.string() }),
  'a guest gives a held slot back',
);

export const HoldExpired = defineEvent(
  'HoldExpired',
  z.strictObject(ofOrder),
  'the record that a hold has passed its `expiresAt`; it changes no answer, the time alone does',
);

export const OrderConfirmed = defineEvent(
  'OrderConfirmed',
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

export const OrderMoved = defineEvent(
  'OrderMoved',
  z.strictObject({ ...ofOrder, from: instant, to: instant, by: z.string() }),
  'an order that surely never reached the POS goes to another slot of its day, with its capacity',
);

export const CancellationRequested = defineEvent(
  'CancellationRequested',
  z.strictObject({ ...ofOrder, by: z.string(), reason: z.string() }),
  'an order that the POS has, or may have, is called off; nothing more is sent, and its capacity is taken until the end is known',
);

export const OrderCancelled = defineEvent(
  'OrderCancelled',
  z.strictObject({ ...ofOrder, by: z.string(), reason: z.string() }),
  'an order that surely never reached the POS is called off; its capacity is free again',
);

export const CancellationTold = defineEvent(
  'CancellationTold',
  z.strictObject({ ...ofOrder, by: z.enum(['webhook', 'answer']) }),
  'the storefront of a cancelled order knows of it: its webhook took the word, or it called the order off itself and has its answer',
);

export const PersonalDataForgotten = defineEvent(
  'PersonalDataForgotten',
  z.strictObject({ ...ofOrder, by: z.string() }),
  'the key that opens an order’s personal data is to be destroyed, for good',
);

export const orderEvents = [
  ...dayEvents,
  TimeslotHeld,
  HoldRenewed,
  HoldReleased,
  HoldExpired,
  OrderConfirmed,
  OrderMoved,
  CancellationRequested,
  OrderCancelled,
  CancellationTold,
  PersonalDataForgotten,
  ...deliveryEvents,
  ...ticketEvents,
] as const;
export type OrderEvent = EventOf<(typeof orderEvents)[number]>;
export type EventNamed<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>;

/** The order an event speaks of; undefined for events of the day itself. */
export const orderOf = ({ data }: OrderEvent): string | undefined =>
  'orderId' in data ? data.orderId : undefined;
