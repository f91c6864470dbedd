/** The door of the stores: what a store is, and how one of its days would be sold. */
export {
  storeEvents,
  type Pause,
  type StoreDetails,
  type StoreEvent,
  type StoreEventNamed,
} from './domain/store.events.js';
export type { Store } from './domain/store.js';
export { planDay, type DayPlan } from './domain/day-plan.js';
export { CARRY_TERMS, type CarryTerms } from './process/carry-terms.js';
export { STORE_PREFIX, storeKind, storeStream } from './store-streams.js';
export { storeBitsOf, storeIdOf } from './store-id.js';
