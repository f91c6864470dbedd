import { z } from 'zod';
import { calendarDate, typedText } from '../platform/requests/index.js';
import { isKnownZone } from '../platform/zones/index.js';
import { contact, openingHours, posAccount } from './domain/store.events.js';
import { slotLimits, terms } from './domain/terms.events.js';
import { storeBitsOf } from './store-id.js';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const isCurrency = (code: string): boolean => CURRENCIES.has(code);
const isStoreId = (text: string): boolean => storeBitsOf(text) !== undefined;

export const storeId = z.string().refine(isStoreId, 'must be a store id');

const hours = openingHours.refine(
  ({ exceptions }) => new Set(exceptions.map(({ date }) => date)).size === exceptions.length,
  { path: ['exceptions'], message: 'must name each date once' },
);

/** Terms as they are told: those that came later may be left out. */
const toldTerms = terms.extend({
  renewalsMax: terms.shape.renewalsMax.default(2),
  guestHoldsMax: terms.shape.guestHoldsMax.default(4),
  closeAfterHours: terms.shape.closeAfterHours.default(6),
});

const contacts = z.array(contact.extend({ name: typedText(80) })).max(10);

const instant = z.iso.datetime({ offset: true }).transform(text => new Date(text).toISOString());

export const openStoreBody = z.strictObject({
  name: typedText(80),
  address: typedText(200),
  coordinates: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  zone: z.string().max(60).refine(isKnownZone, 'must be an IANA time zone such as Europe/London'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code such as GBP'),
  hours,
  terms: toldTerms,
  posAccount,
  contacts: contacts.default([]),
});
export type OpenStoreBody = z.infer<typeof openStoreBody>;

export const hoursBody = z.strictObject({ hours });
export type HoursBody = z.infer<typeof hoursBody>;

export const termsBody = z.strictObject({ terms: toldTerms });
export type TermsBody = z.infer<typeof termsBody>;

export const posAccountBody = z.strictObject({ posAccount });
export type PosAccountBody = z.infer<typeof posAccountBody>;

export const contactsBody = z.strictObject({ contacts });
export type ContactsBody = z.infer<typeof contactsBody>;

export const capacityOverrideBody = z.strictObject({
  businessDate: calendarDate,
  from: instant.describe('Slots of the business date count that start at this instant or later'),
  to: instant.describe('… and before this one'),
  limits: slotLimits
    .nullable()
    .describe('Instead of those of the terms; null lifts what overrides there are'),
  why: typedText(200),
});
export type CapacityOverrideBody = z.infer<typeof capacityOverrideBody>;

export const pauseBody = z.strictObject({
  until: instant.describe('The pause ends by itself then, at most 14 days ahead'),
  reason: typedText(200),
});
export type PauseBody = z.infer<typeof pauseBody>;

/** Nothing is left to say; a body may be left out. */
export const resumeBody = z.strictObject({}).nullish();
export type ResumeBody = z.infer<typeof resumeBody>;
