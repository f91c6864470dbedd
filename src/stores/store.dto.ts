import { z } from 'zod';
import { typedText } from '../platform/requests/index.js';
import { isKnownZone } from '../platform/zones/index.js';
import { contact, openingHours, posAccount, terms } from './domain/store.events.js';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const isCurrency = (code: string): boolean => CURRENCIES.has(code);

export const openStoreBody = z.strictObject({
  name: typedText(80),
  address: typedText(200),
  coordinates: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  zone: z.string().max(60).refine(isKnownZone, 'must be an IANA time zone such as Europe/London'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code such as GBP'),
  hours: openingHours,
  terms,
  posAccount,
  contacts: z
    .array(contact.extend({ name: typedText(80) }))
    .max(10)
    .default([]),
});
export type OpenStoreBody = z.infer<typeof openStoreBody>;
