import { EventTypes, type StreamKind } from '../event-sourcing/index.js';

import type { OrderCommand } from './domain/order.commands.js';
import { orderEvents, type OrderEvent } from './domain/order.events.js';
import type { OrderRejection } from './domain/order.rejections.js';
import type { OrderPlace } from './order-id.js';
import { serviceDayDecider } from './domain/service-day.decider.js';
import type { ServiceDay } from './domain/service-day.js';

export const SERVICE_DAY_PREFIX = 'serviceDay-';

/** The stream of one store on one business date. */
export const serviceDayStream = (storeId: string, businessDate: string): string =>
  `${SERVICE_DAY_PREFIX}${storeId}_${businessDate}`;

/** The store and date of a service day's stream. */
export const placeOfStream = (stream: string): OrderPlace => {
  const [storeBits = '', businessDate = ''] = stream.slice(SERVICE_DAY_PREFIX.length).split(/_(?=[^_]*$)/);
  return { storeId: storeBits, businessDate };
};

export const serviceDayKind: StreamKind<ServiceDay, OrderCommand, OrderEvent, OrderRejection> = {
  decider: serviceDayDecider,
  eventTypes: new EventTypes<OrderEvent>(orderEvents),
};
