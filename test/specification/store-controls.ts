import { storeDecider } from '../../src/stores/domain/store.decider.js';
import {
  storeEvents,
  type OpeningHours,
  type StoreDetails,
  type StoreEvent,
} from '../../src/stores/domain/store.events.js';
import type { OpenStore } from '../../src/stores/domain/store.commands.js';
import { specificationOf } from './decider-specification.js';
import { MORNING, STORE_ID, terms } from './service-day-controls.js';

/** What a store decides. */
export const { given, rejected } = specificationOf(storeDecider, {
  usually: MORNING,
  definitions: storeEvents,
});

const EVERY_DAY = [{ opens: '12:00', closes: '14:00' }];

/** The same hours on every day of the week, unless a spec says otherwise of one. */
export const hours = (changes: Partial<OpeningHours> = {}): OpeningHours => ({
  monday: EVERY_DAY,
  tuesday: EVERY_DAY,
  wednesday: EVERY_DAY,
  thursday: EVERY_DAY,
  friday: EVERY_DAY,
  saturday: EVERY_DAY,
  sunday: EVERY_DAY,
  exceptions: [],
  ...changes,
});

export const store = (changes: Partial<StoreDetails> = {}): StoreDetails => ({
  storeId: STORE_ID,
  name: 'High Street',
  address: '1 High Street, Bath',
  coordinates: { latitude: 51.38, longitude: -2.36 },
  zone: 'Europe/London',
  currency: 'GBP',
  hours: hours(),
  terms: terms(),
  posAccount: { account: 'simulator', location: 'high-street' },
  contacts: [{ name: 'Shift lead', email: 'shift@high-street.example' }],
  ...changes,
});

export const openStore = (changes: Partial<StoreDetails> = {}): OpenStore => ({
  type: 'OpenStore',
  store: store(changes),
});

export const storeOpened = (changes: Partial<StoreDetails> = {}): StoreEvent => ({
  type: 'StoreOpened',
  data: store(changes),
});
