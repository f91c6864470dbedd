import type { Recording } from '../../event-sourcing/decider.js';
import type { StoreDetails, StoreEvent } from './store.events.js';

export interface Store {
  /** Undefined until the store is opened. */
  details: StoreDetails | undefined;
  revision: bigint;
}

export const unopenedStore = (): Store => ({ details: undefined, revision: -1n });

export const evolveStore = (store: Store, event: StoreEvent, { revision }: Recording): void => {
  store.revision = revision;
  store.details = event.data;
};
