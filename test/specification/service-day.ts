import { orderEvents } from '../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { specificationOf } from './decider-specification.js';
import { MORNING } from './service-day-controls.js';

export * from './service-day-controls.js';
export * from './service-day-events.js';
export * from './service-day-commands.js';

/** What a service day decides. Facts and decisions are of the morning, unless a sentence says otherwise. */
export const { given, rejected, nothing } = specificationOf(serviceDayDecider, {
  usually: MORNING,
  definitions: orderEvents,
});
