/** The door of the orders: the words of a service day, how to fold it, and the message that changes it. */
export type { OrderCommand } from './domain/order.commands.js';
export type {
  DeliveryOutcome,
  EscalateDelivery,
  RecordPosUpdate,
  ResendDelivery,
  StartDelivery,
  StartVoid,
  VoidOutcome,
} from './domain/delivery.commands.js';
export {
  orderEvents,
  orderOf,
  type EventNamed,
  type OrderEvent,
  type Sealed,
} from './domain/order.events.js';
export type { OrderRejection } from './domain/order.rejections.js';
export type { ConfirmedOrder, LoadSum, Order, ServiceDay, SlotTally } from './domain/service-day.js';
export { openClaimOf, type Claim, type Delivery, type VoidClaim } from './domain/delivery.js';
export { acknowledgedUntil, isOnlyRelayed } from './domain/acknowledging.js';
export { bindingLimit, closesToHoldsAt, heldAt, opensToHoldsAt, pauseAt } from './domain/capacity.js';
export { closesAt } from './domain/closing.js';
export { DIMENSIONS, NOTHING } from './domain/load.js';
export { dueAt, giveUpAt, sendableUntil } from './domain/delivering.js';
export { ticketToVoid } from './domain/voiding.js';
export { isOpened, type OpenedDay } from './domain/opening.js';
export { HandleOrder } from './handle-order.js';
export { ORDER_RANDOM_BYTES, orderIdOf, placeOfOrder, type OrderPlace } from './order-id.js';
export {
  placeOfStream,
  SERVICE_DAY_PREFIX,
  serviceDayKind,
  serviceDayStream,
} from './service-day-streams.js';
export { DEMAND, type Demand, type RefusedHold } from './process/demand.js';
export { DispatchOrder } from './process/dispatch-order.js';
export { ProcessSurroundings } from './process/process-surroundings.js';
export { LIST_OPEN_DAYS, type ListOpenDays, type OpenDayList } from './process/open-day-log.js';
export { OpenDayFollower } from './process/open-day-follower.js';
export { LeftOut } from './process/left-out.js';
