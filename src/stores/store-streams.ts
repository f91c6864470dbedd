import { EventTypes, type StreamKind } from '../event-sourcing/index.js';

import type { StoreCommand } from './domain/store.commands.js';
import { storeDecider } from './domain/store.decider.js';
import { storeEvents, type StoreEvent } from './domain/store.events.js';
import type { StoreRejection } from './domain/store.rejections.js';
import type { Store } from './domain/store.js';

export const STORE_PREFIX = 'store-';

export const storeStream = (storeId: string): string => `${STORE_PREFIX}${storeId}`;

export const storeKind: StreamKind<Store, StoreCommand, StoreEvent, StoreRejection> = {
  decider: storeDecider,
  eventTypes: new EventTypes<StoreEvent>(storeEvents),
};
