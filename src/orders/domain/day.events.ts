import { z } from 'zod';
import { defineEvent } from '../../event-sourcing/decider.js';

const instant = z.iso.datetime({ precision: 3 });
const wholeNumber = z.int().min(0);

const limits = z.strictObject({
  orders: wholeNumber.optional(),
  items: wholeNumber.optional(),
  amount: wholeNumber.optional(),
  prepSeconds: wholeNumber.optional(),
});

/** What a day is sold under: restated here, because a day's history must not move with the terms of today. */
const sale = {
  slots: z.array(z.strictObject({ start: instant, end: instant, limits })),
  terms: z.strictObject({
    slotMinutes: wholeNumber,
    limits,
    holdMinutes: wholeNumber,
    renewalsMax: wholeNumber,
    guestHoldsMax: wholeNumber,
    leadMinutes: wholeNumber,
    deliverMinutesBefore: wholeNumber,
    giveUpMinutesBefore: wholeNumber,
    horizonDays: wholeNumber,
    fewPercent: wholeNumber,
    closeAfterHours: wholeNumber,
  }),
  /** Until then nothing new is promised. */
  pause: z.strictObject({ until: instant, reason: z.string() }).optional(),
  /** Revision of the store's stream that this is made from. */
  storeRevision: z.string(),
  posAccount: z.strictObject({ account: z.string(), location: z.string() }),
};

/** Before they were terms of a store, renewals, guests' holds and closing went by these. */
const FIRST_TERMS = { renewalsMax: 2, guestHoldsMax: 4, closeAfterHours: 6 };

export const ServiceDayOpened = defineEvent(
  'ServiceDayOpened',
  z.strictObject({
    storeId: z.string(),
    businessDate: z.iso.date(),
    zone: z.string(),
    currency: z.string(),
    ...sale,
  }),
  'the first command of a store’s business date is accepted; slots and terms are frozen here, so a replay needs no zone data',
  (data: { terms: object }) => ({ ...data, terms: { ...FIRST_TERMS, ...data.terms } }),
);

export const ServiceDayTermsChanged = defineEvent(
  'ServiceDayTermsChanged',
  z.strictObject({
    ...sale,
    /** Slots of which more is sold or held than their limit now allows. */
    overbooked: z.array(
      z.strictObject({
        slot: instant,
        limit: z.enum(['orders', 'items', 'amount', 'prepSeconds']),
        capacity: wholeNumber,
        taken: wholeNumber,
      }),
    ),
    /** Starts of slots that are sold no longer and have orders or holds all the same. */
    outside: z.array(instant),
  }),
  'a change of the store reaches an open day: from here on it is sold under these slots, limits and terms, and what was sold stays sold',
);

export const DeliveryOwnershipTaken = defineEvent(
  'DeliveryOwnershipTaken',
  z.strictObject({ account: z.string(), epoch: wholeNumber }),
  'a node becomes the owner of a POS account’s deliveries; claims of a lower epoch are refused from here on',
);

export const ServiceDayClosed = defineEvent(
  'ServiceDayClosed',
  z.strictObject({
    totals: z.strictObject({
      /** Orders ever confirmed. */
      orders: wholeNumber,
      delivered: wholeNumber,
      collected: wholeNumber,
      cancelled: wholeNumber,
      voided: wholeNumber,
      escalated: wholeNumber,
      /** Of the orders that were neither cancelled nor voided; the amount in minor units. */
      items: wholeNumber,
      amount: wholeNumber,
    }),
    /** SHA-256 over the events of the stream up to `throughRevision`. */
    digest: z.string(),
    throughRevision: z.string(),
  }),
  'every order of a day has its end and its last slot is long over; nothing is sold or sent any more, late facts are still recorded',
);

export const dayEvents = [
  ServiceDayOpened,
  ServiceDayTermsChanged,
  DeliveryOwnershipTaken,
  ServiceDayClosed,
] as const;
