import type { ZodType } from 'zod';
import { orderEvents } from './orders/index.js';
import { storeEvents } from './stores/index.js';

export interface CatalogueEntry {
  readonly room: 'stores' | 'orders';
  readonly type: string;
  readonly version: number;
  readonly schema: ZodType;
  readonly recordedWhen: string;
  readonly upcasts: readonly ((data: never) => unknown)[];
}

/** Every event of the house, by room, in the order a day meets them. */
export const eventCatalogue: readonly CatalogueEntry[] = [
  ...storeEvents.map(event => ({ room: 'stores' as const, ...event })),
  ...orderEvents.map(event => ({ room: 'orders' as const, ...event })),
];
