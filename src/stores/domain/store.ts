import type { Recording } from '../../event-sourcing/decider.js';
import { liveAt, overriddenBy, type CapacityOverride } from './capacity-overrides.js';
import type { Pause, StoreDetails, StoreEvent } from './store.events.js';

/** A store as it is now. Its values are replaced, never changed. */
export interface Store {
  /** Undefined until the store is opened. */
  details: StoreDetails | undefined;
  /** The last pause nobody has ended: it may be over, and whoever knows the time can tell. */
  pause: Pause | undefined;
  /** Of business dates that are not over; no two of them are for the same instant of one date. */
  overrides: readonly CapacityOverride[];
  revision: bigint;
}

/** A store somebody has opened. */
export type OpenedStore = Store & { readonly details: StoreDetails };

export const unopenedStore = (): Store => ({
  details: undefined,
  pause: undefined,
  overrides: [],
  revision: -1n,
});

/** Folds one event into a store. What changes a store before it is opened is passed over: history is never refused. */
export const evolveStore = (store: Store, event: StoreEvent, { at, revision }: Recording): void => {
  store.revision = revision;
  store.overrides = liveAt(store.overrides, at);
  if (event.type === 'StoreOpened') store.details = event.data;
  else if (store.details !== undefined) change(store, store.details, event);
};

const change = (
  store: Store,
  details: StoreDetails,
  { type, data }: Exclude<StoreEvent, { type: 'StoreOpened' }>,
): void => {
  switch (type) {
    case 'StoreHoursChanged':
      store.details = { ...details, hours: data.hours };
      return;
    case 'StoreTermsChanged':
      store.details = { ...details, terms: data.terms };
      return;
    case 'CapacityOverridden':
      store.overrides = overriddenBy(store.overrides, data);
      return;
    case 'StorePaused':
      store.pause = { until: data.until, reason: data.reason };
      return;
    case 'StoreResumed':
      store.pause = undefined;
      return;
    case 'PosConnected':
      store.details = { ...details, posAccount: data.posAccount };
      return;
    case 'ContactsChanged':
      store.details = { ...details, contacts: data.contacts };
      return;
  }
};
