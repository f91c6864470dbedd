import { instantAt } from '../../src/platform/zones/index.js';
import { planDay, type DayPlan } from '../../src/stores/domain/day-plan.js';
import type { OverrideCapacity, PauseStore, StoreCommand } from '../../src/stores/domain/store.commands.js';
import { storeDecider } from '../../src/stores/domain/store.decider.js';
import {
  storeEvents,
  type OpeningHours,
  type Pause,
  type StoreDetails,
  type StoreEvent,
  type StoreEventNamed,
} from '../../src/stores/domain/store.events.js';
import type { Store } from '../../src/stores/domain/store.js';
import { foldOf, specificationOf } from './decider-specification.js';
import { after, MORNING, slot, STORE_ID, terms } from './service-day-controls.js';

export const OPERATOR = 'operator-1';
export const BUSINESS_DATE = '2031-06-02';

/** What a store decides. Facts and decisions are of the morning, unless a sentence says otherwise. */
export const { given, rejected, nothing } = specificationOf(storeDecider, {
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

export const openStore = (changes: Partial<StoreDetails> = {}): StoreCommand => ({
  type: 'OpenStore',
  store: store(changes),
});

export const storeOpened = (changes: Partial<StoreDetails> = {}): StoreEvent => ({
  type: 'StoreOpened',
  data: store(changes),
});

type ChangeTo<Name extends 'hours' | 'terms' | 'posAccount' | 'contacts'> = Pick<StoreDetails, Name>;

/** Commands that replace something, told by an operator who has read any revision, or one of these. */
export const changeHours = (to: ChangeTo<'hours'>, ...ifRevision: bigint[]): StoreCommand => ({
  type: 'ChangeHours',
  ...to,
  ...byOperator(ifRevision),
});
export const changeTerms = (to: ChangeTo<'terms'>, ...ifRevision: bigint[]): StoreCommand => ({
  type: 'ChangeTerms',
  ...to,
  ...byOperator(ifRevision),
});
export const connectPos = (to: ChangeTo<'posAccount'>, ...ifRevision: bigint[]): StoreCommand => ({
  type: 'ConnectPos',
  ...to,
  ...byOperator(ifRevision),
});
export const changeContacts = (to: ChangeTo<'contacts'>, ...ifRevision: bigint[]): StoreCommand => ({
  type: 'ChangeContacts',
  ...to,
  ...byOperator(ifRevision),
});

const byOperator = (ifRevision: readonly bigint[]) => ({
  by: OPERATOR,
  ...(ifRevision.length === 0 ? {} : { ifRevision }),
});

export const hoursChanged = (to: ChangeTo<'hours'>): StoreEvent => ({
  type: 'StoreHoursChanged',
  data: { ...to, by: OPERATOR },
});
export const termsChanged = (to: ChangeTo<'terms'>): StoreEvent => ({
  type: 'StoreTermsChanged',
  data: { ...to, by: OPERATOR },
});
export const posConnected = (to: ChangeTo<'posAccount'>): StoreEvent => ({
  type: 'PosConnected',
  data: { ...to, by: OPERATOR },
});
export const contactsChanged = (to: ChangeTo<'contacts'>): StoreEvent => ({
  type: 'ContactsChanged',
  data: { ...to, by: OPERATOR },
});

type Overridden = StoreEventNamed<'CapacityOverridden'>['data'];

/** Other limits for the first two slots. */
const override = (changes: Partial<Overridden>): Overridden => ({
  businessDate: BUSINESS_DATE,
  from: slot(0),
  to: slot(2),
  limits: { orders: 9 },
  by: OPERATOR,
  why: 'a second cook is here',
  ...changes,
});

export const overrideCapacity = (changes: Partial<Overridden> = {}): OverrideCapacity => ({
  type: 'OverrideCapacity',
  ...override(changes),
});
export const capacityOverridden = (changes: Partial<Overridden> = {}): StoreEvent => ({
  type: 'CapacityOverridden',
  data: override(changes),
});

const pauseFor = ({ until = after(MORNING, 30), reason = 'the oven is cold' }: Partial<Pause>): Pause => ({
  until,
  reason,
});

export const pauseStore = (changes: Partial<Pause> = {}, by = OPERATOR): PauseStore => ({
  type: 'PauseStore',
  ...pauseFor(changes),
  by,
});
export const storePaused = (changes: Partial<Pause> = {}): StoreEvent => ({
  type: 'StorePaused',
  data: { ...pauseFor(changes), by: OPERATOR },
});
export const resumeStore = (): StoreCommand => ({ type: 'ResumeStore', by: OPERATOR });
export const storeResumed = (): StoreEvent => ({ type: 'StoreResumed', data: { by: OPERATOR } });

/** A store as these facts made it. */
export const storeOf = (...facts: readonly StoreEvent[]): Store => foldOf(storeDecider, facts, MORNING);

/** A business date as a store would sell it. */
export const planOf = (of: Store, date = BUSINESS_DATE): DayPlan => {
  const plan = planDay(of, date, instantAt);
  if (plan === undefined) throw new Error('nobody has opened this store');
  return plan;
};

/** What a store that is sold like this plans for a date. */
export const planned = (changes: Partial<StoreDetails>, date = BUSINESS_DATE): DayPlan =>
  planOf(storeOf(storeOpened(changes)), date);
