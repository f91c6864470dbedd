import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { isOnlyRelayed } from './acknowledging.js';
import { openClaimOf } from './delivery.js';
import { withoutTicket } from './escalated.js';
import type { CancelOrder, ForgetGuest } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';
import { owedTelling, toldByAnswer } from './telling.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const cancelOrder = (day: OpenedDay, command: CancelOrder): OrderDecision => {
  const { orderId } = command;
  const order = day.orders.get(orderId);
  switch (order?.status) {
    case 'confirmed':
      return cancelConfirmed(day, order, command);
    case 'cancelled':
      return command.asStorefront && owedTelling(order) !== undefined
        ? accept(toldByAnswer(orderId))
        : accept();
    case 'voided':
      return reject({ code: 'ORDER_ALREADY_COMPLETED', orderId });
    case 'held':
    case 'lapsed':
    case 'released':
      return reject({ code: 'ORDER_NOT_CONFIRMED', orderId });
    case undefined:
      return reject({ code: 'ORDER_UNKNOWN', orderId });
  }
};

/** What surely never reached the POS is called off at once; of anything else, the calling off is asked for. */
const cancelConfirmed = (
  day: OpenedDay,
  order: ConfirmedOrder,
  { orderId, by, reason, asStorefront }: CancelOrder,
): OrderDecision => {
  const { delivery, kitchen, cancellation } = order;
  if (kitchen === 'collected') return reject({ code: 'ORDER_ALREADY_COMPLETED', orderId });
  if (cancellation !== undefined) return accept();
  const asked: OrderEvent = { type: 'CancellationRequested', data: { orderId, by, reason } };
  if (delivery.state === 'delivered') {
    return delivery.ticketId === undefined ? accept(asked, withoutTicket(day, order)) : accept(asked);
  }
  if (openClaimOf(delivery) !== undefined) return accept(asked);
  const cancelled: OrderEvent = { type: 'OrderCancelled', data: { orderId, by, reason } };
  return asStorefront ? accept(cancelled, toldByAnswer(orderId)) : accept(cancelled);
};

/** A guest is forgotten once nothing of the order is to be sent any more. */
export const forgetGuest = (day: OpenedDay, { orderId, by }: ForgetGuest): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (order.forgotten) return accept();
  const isThere = order.delivery.state === 'delivered' && !isOnlyRelayed(order);
  const owed = order.status === 'confirmed' && !isThere && !day.closed;
  if (owed) return reject({ code: 'ORDER_STILL_OWED', orderId });
  return accept({ type: 'PersonalDataForgotten', data: { orderId, by } });
};
