import type { Recording } from '../../event-sourcing/decider.js';
import * as orders from './evolve-order.js';
import * as sale from './evolve-sale.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { ServiceDay } from './service-day.js';

type Evolvers = {
  readonly [Type in OrderEvent['type']]: (
    day: ServiceDay,
    data: EventNamed<Type>['data'],
    recording: Recording,
  ) => void;
};

/** What each fact changes. */
const evolvers: Evolvers = {
  ServiceDayOpened: (day, data) => sale.open(day, data),
  ServiceDayTermsChanged: (day, data) => sale.changeTerms(day, data),
  DeliveryOwnershipTaken: (day, claim) => sale.hearOwner(day, claim),
  ServiceDayClosed: day => void (day.closed = true),

  TimeslotHeld: (day, data, at) => sale.hold(day, data, at),
  HoldRenewed: (day, data, at) => sale.renewHold(day, data, at),
  HoldReleased: (day, { orderId }, at) => sale.endHold(day, orderId, 'released', at),
  HoldExpired: (day, { orderId }, at) => sale.endHold(day, orderId, 'lapsed', at),

  OrderConfirmed: (day, data, at) => orders.confirm(day, data, at),
  OrderMoved: (day, data, at) => orders.move(day, data, at),
  CancellationRequested: (day, { orderId, by, reason }, at) =>
    orders.change(day, orderId, at, () => ({ cancellation: { by, reason } })),
  OrderCancelled: (day, { orderId }, at) =>
    orders.withdraw(day, orderId, at, () => ({ status: 'cancelled', telling: orders.untold(at) })),
  CancellationTold: (day, { orderId, by }, at) =>
    orders.change(day, orderId, at, ({ telling }) => ({ telling: telling && { ...telling, toldBy: by } })),
  PersonalDataForgotten: (day, { orderId }, at) =>
    orders.change(day, orderId, at, () => ({ forgotten: true })),

  DeliveryStarted: (day, claim, at) => {
    sale.hearOwner(day, claim);
    orders.deliver(day, claim.orderId, at, orders.toInFlight(claim));
  },
  DeliveryResent: (day, claim, at) => orders.resend(day, claim, at),
  DeliveryUnknown: (day, { orderId }, at) => orders.deliver(day, orderId, at, orders.toUnknown),
  DeliveryNotSent: (day, { orderId }, at) => orders.deliver(day, orderId, at, orders.toWaiting),
  DeliveryProvenAbsent: (day, { orderId }, at) => orders.deliver(day, orderId, at, orders.toWaiting),
  DeliveryRejected: (day, { orderId }, at) => orders.deliver(day, orderId, at, orders.toWaiting),
  OrderDelivered: (day, { orderId, ticketId, account }, at) =>
    orders.deliver(day, orderId, at, orders.toDelivered(ticketId, account)),
  TicketNotShown: (day, { orderId }, at) => orders.deliver(day, orderId, at, orders.toPerson),
  DeliveryEscalated: (day, { orderId, cause }, at) => orders.change(day, orderId, at, orders.escalate(cause)),
  RedeliveryOrdered: (day, { orderId, until }, at) =>
    orders.change(day, orderId, at, ({ delivery: { attempts } }) => ({
      delivery: { state: 'waiting', attempts, until },
      escalation: undefined,
    })),
  DeliveryResolved: (day, { orderId, as }, at) => orders.deliver(day, orderId, at, orders.toResolved(as)),

  VoidStarted: (day, claim, at) => {
    sale.hearOwner(day, claim);
    orders.change(day, claim.orderId, at, () => ({ voiding: { state: 'in-flight', claim } }));
  },
  VoidUnknown: (day, { orderId }, at) => orders.change(day, orderId, at, orders.toVoidUnknown),
  VoidRefused: (day, { orderId }, at) =>
    orders.change(day, orderId, at, order => ({
      voiding: { state: 'refused', claim: orders.claimOfVoid(order) },
    })),
  OrderVoided: (day, { orderId }, at) =>
    orders.withdraw(day, orderId, at, order => ({
      status: 'voided',
      voiding: { state: 'voided', claim: orders.claimOfVoid(order) },
    })),

  OrderAcknowledged: (day, data, at) => orders.moveKitchen(day, data, 'acknowledged', at),
  OrderInPreparation: (day, data, at) => orders.moveKitchen(day, data, 'in-preparation', at),
  OrderReady: (day, data, at) => orders.moveKitchen(day, data, 'ready', at),
  OrderCollected: (day, data, at) => orders.moveKitchen(day, data, 'collected', at),
  TicketReopened: (day, data, at) => orders.moveKitchen(day, data, 'acknowledged', at),
  OrderVoidedAtPos: (day, { orderId, version }, at) =>
    orders.withdraw(day, orderId, at, () => ({ status: 'voided', ticketVersion: version })),
  PosStatusNoted: (day, data, at) => orders.note(day, data, at),
};

/** Folds one event into a day. */
export const evolveDay = (day: ServiceDay, event: OrderEvent, recording: Recording): void => {
  const evolve = evolvers[event.type] as (
    day: ServiceDay,
    data: OrderEvent['data'],
    recording: Recording,
  ) => void;
  evolve(day, event.data, recording);
  day.revision = recording.revision;
};
