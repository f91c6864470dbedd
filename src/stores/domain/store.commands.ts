import type { StoreDetails } from './store.events.js';

export interface OpenStore {
  readonly type: 'OpenStore';
  readonly store: StoreDetails;
}

export type StoreCommand = OpenStore;
