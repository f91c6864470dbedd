import { z } from 'zod';
import { defineEvent, type EventOf } from '../../event-sourcing/decider.js';
import { CapacityOverridden, StoreTermsChanged, terms, withLaterTerms } from './terms.events.js';

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

export const posAccount = z.strictObject({
  /** Name of an account the server is configured with. */
  account: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
  /** The store's own name at its POS. */
  location: z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, 'letters, digits, dashes, dots and underscores'),
});
export type PosAccount = z.infer<typeof posAccount>;

/** Staff who are told when an order needs a person, in this order. */
export const contact = z.strictObject({ name: z.string().min(1).max(80), email: z.email().max(200) });
export type Contact = z.infer<typeof contact>;

type FirstStore = { readonly terms: Parameters<typeof withLaterTerms>[0] };

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
  (first: FirstStore) => ({ ...first, terms: withLaterTerms(first.terms) }),
);

const byWhom = { by: z.string() };

export const StoreHoursChanged = defineEvent(
  'StoreHoursChanged',
  z.strictObject({ hours: openingHours, ...byWhom }),
  'a store opens at other hours from now on; they replace the old ones as a whole',
);

/** Why no new hold is promised for now, and until when. A pause ends by itself. */
export const pause = z.strictObject({ until: z.iso.datetime({ precision: 3 }), reason: z.string() });
export type Pause = z.infer<typeof pause>;

export const StorePaused = defineEvent(
  'StorePaused',
  pause.extend(byWhom),
  'a store promises no new hold before `until`, which ends the pause by itself; holds already given stay valid',
);

export const StoreResumed = defineEvent(
  'StoreResumed',
  z.strictObject(byWhom),
  'a pause is ended before its time',
);

export const PosConnected = defineEvent(
  'PosConnected',
  z.strictObject({ posAccount, ...byWhom }),
  'the orders of a store go to another POS account, or to another location of it, from now on',
);

export const ContactsChanged = defineEvent(
  'ContactsChanged',
  z.strictObject({ contacts: z.array(contact), ...byWhom }),
  'other staff are told when an order of the store needs a person, in this order',
);

export const storeEvents = [
  StoreOpened,
  StoreHoursChanged,
  StoreTermsChanged,
  CapacityOverridden,
  StorePaused,
  StoreResumed,
  PosConnected,
  ContactsChanged,
] as const;
export type StoreEvent = EventOf<(typeof storeEvents)[number]>;
export type StoreEventNamed<Type extends StoreEvent['type']> = Extract<StoreEvent, { type: Type }>;
export type StoreDetails = EventOf<typeof StoreOpened>['data'];
