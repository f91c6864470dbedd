import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { nearestOpenSlots } from './capacity.js';
import { openClaimOf } from './delivery.js';
import { refusalOfHold } from './holding.js';
import type { MoveOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';

/** An order goes to another slot of its day, judged there as a new hold, while it surely never reached the POS. */
export const moveOrder = (
  day: OpenedDay,
  { orderId, toSlot, by }: MoveOrder,
  at: string,
): Decision<OrderEvent, OrderRejection> => {
  const order = day.orders.get(orderId);
  if (order === undefined) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (!isConfirmed(order)) return reject({ code: 'ORDER_NOT_CONFIRMED', orderId });
  if (order.status === 'confirmed' && order.slot === toSlot) return accept();
  const refusal =
    refusalOfLeaving(order) ??
    refusalOfOtherDay(day, order, toSlot, at) ??
    refusalOfHold(day, toSlot, order.load, at);
  if (refusal !== undefined) return reject(refusal);
  return accept({ type: 'OrderMoved', data: { orderId, from: order.slot, to: toSlot, by } });
};

const refusalOfLeaving = ({
  orderId,
  status,
  delivery,
  cancellation,
}: ConfirmedOrder): OrderRejection | undefined => {
  if (status === 'cancelled') return { code: 'ORDER_CANCELLED', orderId };
  if (status === 'voided') return { code: 'ORDER_ALREADY_COMPLETED', orderId };
  if (cancellation !== undefined) return { code: 'CANCELLATION_REQUESTED', orderId };
  if (delivery.state === 'delivered') {
    return { code: 'ORDER_ALREADY_SENT', orderId, ticketId: delivery.ticketId };
  }
  const open = openClaimOf(delivery);
  return open && { code: 'DELIVERY_IN_FLIGHT', orderId, attempt: open.attempt };
};

/** A slot before the day's first or after its last belongs to another day: that takes a new hold. */
const refusalOfOtherDay = (
  day: OpenedDay,
  { load }: ConfirmedOrder,
  toSlot: string,
  at: string,
): OrderRejection | undefined => {
  if (day.slots.has(toSlot)) return undefined;
  const starts = day.plan.slots.map(({ start }) => start);
  const [first = toSlot] = starts;
  const last = starts.at(-1) ?? toSlot;
  if (toSlot >= first && toSlot <= last) return undefined;
  const { businessDate } = day.plan;
  return {
    code: 'SLOT_ON_OTHER_DAY',
    slot: toSlot,
    businessDate,
    nearest: nearestOpenSlots(day, toSlot, load, at),
  };
};
