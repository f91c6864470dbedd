import type { Recording } from '../../event-sourcing/decider.js';
import { openClaimOf, type Claim, type Delivery } from './delivery.js';
import { minus, NOTHING, plus } from './load.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { ConfirmedOrder, HeldOrder, KitchenStep, LoadSum, Order, ServiceDay } from './service-day.js';

type Evolvers = {
  readonly [Type in OrderEvent['type']]: (
    day: ServiceDay,
    data: EventNamed<Type>['data'],
    recording: Recording,
  ) => void;
};

/** What each fact changes. Facts about orders the day does not know are passed over: history is never refused. */
const evolvers: Evolvers = {
  ServiceDayOpened: (day, plan) => open(day, plan),
  TimeslotHeld: (day, data, recording) => hold(day, data, recording),
  HoldReleased: (day, { orderId }, recording) => endHold(day, orderId, 'released', recording),
  HoldExpired: (day, { orderId }, recording) => endHold(day, orderId, 'lapsed', recording),
  OrderConfirmed: (day, data, recording) => confirm(day, data, recording),
  OrderCancelled: (day, { orderId }, recording) => withdraw(day, orderId, { status: 'cancelled' }, recording),
  DeliveryStarted: (day, claim, recording) => deliver(day, claim.orderId, recording, () => toInFlight(claim)),
  DeliveryUnknown: (day, { orderId }, recording) => deliver(day, orderId, recording, toUnknown),
  DeliveryNotSent: (day, { orderId }, recording) => deliver(day, orderId, recording, toWaiting),
  DeliveryProvenAbsent: (day, { orderId }, recording) => deliver(day, orderId, recording, toWaiting),
  DeliveryRejected: (day, { orderId }, recording) => deliver(day, orderId, recording, toWaiting),
  OrderDelivered: (day, { orderId, ticketId }, recording) =>
    deliver(day, orderId, recording, ({ attempts }) => ({ state: 'delivered', attempts, ticketId })),
  DeliveryEscalated: (day, { orderId }, recording) => deliver(day, orderId, recording, toEscalated),
  OrderAcknowledged: (day, data, recording) => moveKitchen(day, data, 'acknowledged', recording),
  OrderInPreparation: (day, data, recording) => moveKitchen(day, data, 'in-preparation', recording),
  OrderReady: (day, data, recording) => moveKitchen(day, data, 'ready', recording),
  OrderCollected: (day, data, recording) => moveKitchen(day, data, 'collected', recording),
  OrderVoidedAtPos: (day, { orderId, version }, recording) =>
    withdraw(day, orderId, { status: 'voided', ticketVersion: version }, recording),
  PosStatusNoted: (day, data, recording) => note(day, data, recording),
};

/** Folds one event into a day. */
export const evolveDay = (day: ServiceDay, event: OrderEvent, recording: Recording): void => {
  const evolve = evolvers[event.type] as (
    day: ServiceDay,
    data: OrderEvent['data'],
    recording: Recording,
  ) => void;
  evolve(day, event.data, recording);
};

const open = (day: ServiceDay, plan: EventNamed<'ServiceDayOpened'>['data']): void => {
  day.plan = plan;
  for (const { start, end, limits } of plan.slots) {
    day.slots.set(start, { start, end, limits, confirmed: NOTHING, held: NOTHING });
  }
};

const hold = (day: ServiceDay, data: EventNamed<'TimeslotHeld'>['data'], { revision }: Recording): void => {
  const { orderId, slot, load, by, expiresAt } = data;
  const order: HeldOrder = { status: 'held', orderId, slot, load, by, expiresAt, revision };
  day.orders.set(orderId, order);
  day.openHolds.set(orderId, order);
  tally(day, slot, { held: sums => plus(sums, load) });
};

const endHold = (
  day: ServiceDay,
  orderId: string,
  status: 'lapsed' | 'released',
  { revision }: Recording,
): void => {
  const order = day.orders.get(orderId);
  if (order?.status === 'held' || order?.status === 'lapsed') {
    day.orders.set(orderId, { ...order, status, revision });
  }
  closeHold(day, orderId);
};

const closeHold = (day: ServiceDay, orderId: string): void => {
  const open = day.openHolds.get(orderId);
  if (open === undefined) return;
  day.openHolds.delete(orderId);
  tally(day, open.slot, { held: sums => minus(sums, open.load) });
};

const confirm = (
  day: ServiceDay,
  data: EventNamed<'OrderConfirmed'>['data'],
  { at, revision }: Recording,
): void => {
  const { orderId, slot, load, lines, total, paymentRef, customer } = data;
  closeHold(day, orderId);
  day.orders.set(orderId, {
    status: 'confirmed',
    orderId,
    slot,
    load,
    by: day.orders.get(orderId)?.by ?? '',
    revision,
    confirmedAt: at,
    total,
    paymentRef,
    customer,
    lines,
    delivery: { state: 'waiting', attempts: 0 },
    kitchen: 'none',
    ticketVersion: 0,
    otherTickets: new Map(),
  });
  tally(day, slot, { confirmed: sums => plus(sums, load) });
};

const withdraw = (
  day: ServiceDay,
  orderId: string,
  end: Pick<ConfirmedOrder, 'status'> & Partial<Pick<ConfirmedOrder, 'ticketVersion'>>,
  { revision }: Recording,
): void => {
  const order = day.orders.get(orderId);
  if (order?.status !== 'confirmed') return;
  day.orders.set(orderId, { ...order, ...end, revision });
  tally(day, order.slot, { confirmed: sums => minus(sums, order.load) });
};

const deliver = (
  day: ServiceDay,
  orderId: string,
  { revision }: Recording,
  next: (before: Delivery) => Delivery,
): void => {
  change(day, orderId, order => ({ ...order, delivery: next(order.delivery), revision }));
};

const toInFlight = (claim: Claim): Delivery => ({ state: 'in-flight', attempts: claim.attempt, claim });

const toWaiting = ({ attempts }: Delivery): Delivery => ({ state: 'waiting', attempts });

const toUnknown = (before: Delivery): Delivery =>
  before.state === 'in-flight' ? { ...before, state: 'unknown' } : before;

const toEscalated = (before: Delivery): Delivery => ({
  state: 'escalated',
  attempts: before.attempts,
  openClaim: openClaimOf(before),
});

const moveKitchen = (
  day: ServiceDay,
  { orderId, version }: { readonly orderId: string; readonly version: number },
  kitchen: KitchenStep,
  { revision }: Recording,
): void => change(day, orderId, order => ({ ...order, kitchen, ticketVersion: version, revision }));

/** A note counts as having seen that version, of the order's own ticket or of another one. */
const note = (
  day: ServiceDay,
  { orderId, ticketId, version, why }: EventNamed<'PosStatusNoted'>['data'],
  { revision }: Recording,
): void =>
  change(day, orderId, order =>
    why === 'other-ticket'
      ? { ...order, otherTickets: new Map([...order.otherTickets, [ticketId, version]]), revision }
      : { ...order, ticketVersion: version, revision },
  );

const change = (day: ServiceDay, orderId: string, next: (order: ConfirmedOrder) => ConfirmedOrder): void => {
  const order: Order | undefined = day.orders.get(orderId);
  if (order !== undefined && 'delivery' in order) day.orders.set(orderId, next(order));
};

const tally = (
  day: ServiceDay,
  slot: string,
  { held, confirmed }: { held?: (sums: LoadSum) => LoadSum; confirmed?: (sums: LoadSum) => LoadSum },
): void => {
  const before = day.slots.get(slot);
  if (before === undefined) return;
  day.slots.set(slot, {
    ...before,
    held: held?.(before.held) ?? before.held,
    confirmed: confirmed?.(before.confirmed) ?? before.confirmed,
  });
};
