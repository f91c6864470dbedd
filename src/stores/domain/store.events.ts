import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';

/** A limit a slot may have, per kind of load. At least one is set; what is not set is not limited. */
export const slotLimits = z
  .strictObject({
    orders: z.int().min(0).max(100_000).optional(),
    items: z.int().min(0).max(1_000_000).optional(),
    amount: z.int().min(0).max(1_000_000_000).optional(),
    prepSeconds: z.int().min(0).max(10_000_000).optional(),
  })
  .refine(limits => Object.values(limits).some(limit => limit !== undefined), 'at least one limit is needed');
export type SlotLimits = z.infer<typeof slotLimits>;

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM');

/** A period of one business date. `closes` at or before `opens` lies on the next calendar date. */
export const openingPeriod = z.strictObject({ opens: wallTime, closes: wallTime });
export type OpeningPeriod = z.infer<typeof openingPeriod>;

const periods = z.array(openingPeriod).max(4);

export const openingHours = z.strictObject({
  monday: periods,
  tuesday: periods,
  wednesday: periods,
  thursday: periods,
  friday: periods,
  saturday: periods,
  sunday: periods,
  /** Dates that differ from their weekday; an empty list of periods is a day off. */
  exceptions: z
    .array(z.strictObject({ date: z.iso.date(), periods }))
    .max(400)
    .default([]),
});
export type OpeningHours = z.infer<typeof openingHours>;

/** What a day is sold under. All durations are whole minutes unless the name says otherwise. */
export const terms = z.strictObject({
  slotMinutes: z.int().min(5).max(240),
  limits: slotLimits,
  holdMinutes: z.int().min(1).max(120),
  leadMinutes: z.int().min(0).max(1_440),
  deliverMinutesBefore: z.int().min(1).max(1_440),
  giveUpMinutesBefore: z.int().min(0).max(1_440),
  horizonDays: z.int().min(1).max(60),
  renewalsMax: z.int().min(0).max(20),
  guestHoldsMax: z.int().min(1).max(100),
  closeAfterHours: z.int().min(1).max(48),
  /** A slot shows as `few` when at most this share of a limit is left. */
  fewPercent: z.int().min(0).max(100),
});
export type Terms = z.infer<typeof terms>;

export const posAccount = z.strictObject({
  /** Name of an account the server is configured with. */
  account: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
  /** The store's own name at its POS. */
  location: z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, 'letters, digits, dashes, dots and underscores'),
});
export type PosAccount = z.infer<typeof posAccount>;

/** Staff who are told when an order needs a person, in this order. */
export const contact = z.strictObject({ name: z.string().min(1).max(80), email: z.email().max(200) });

export const StoreOpened = defineEvent(
  'StoreOpened',
  z.strictObject({
    storeId: z.string(),
    name: z.string(),
    address: z.string(),
    coordinates: z.strictObject({ latitude: z.number(), longitude: z.number() }),
    zone: z.string(),
    currency: z.string(),
    hours: openingHours,
    terms,
    posAccount,
    contacts: z.array(contact),
  }),
  'a store joins the chain; everything a day of it needs to be sold is in here',
);

export const storeEvents = [StoreOpened] as const;
export type StoreEvent = EventOf<(typeof storeEvents)[number]>;
export type StoreDetails = EventOf<typeof StoreOpened>['data'];
