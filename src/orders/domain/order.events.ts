import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';
import {
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
} from './delivery.events.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

const limits = z.strictObject({
  orders: wholeNumber.optional(),
  items: wholeNumber.optional(),
  amount: wholeNumber.optional(),
  prepSeconds: wholeNumber.optional(),
});

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

export const ServiceDayOpened = defineEvent(
  'ServiceDayOpened',
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
  z.strictObject({
    ...ofOrder,
    slot: instant,
    load,
    expiresAt: instant,
    by: z.string(),
    reference: z.string().optional(),
  }),
  'a guest is promised a slot until `expiresAt`; the hold counts until then whether or not its expiry is recorded',
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

export const OrderCancelled = defineEvent(
  'OrderCancelled',
  z.strictObject({ ...ofOrder, by: z.string(), reason: z.string() }),
  'an order that surely never reached the POS is called off; its capacity is free again',
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
