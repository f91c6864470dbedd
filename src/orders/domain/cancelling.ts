import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { openClaimOf } from './delivery.js';
import type { CancelOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import type { ConfirmedOrder } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const cancelOrder = (day: OpenedDay, command: CancelOrder): OrderDecision => {
  const { orderId } = command;
  const order = day.orders.get(orderId);
  switch (order?.status) {
    case 'confirmed':
      return cancelConfirmed(order, command);
    case 'cancelled':
      return accept();
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

/** An order is called off only while it surely never reached the POS. */
const cancelConfirmed = (order: ConfirmedOrder, { orderId, by, reason }: CancelOrder): OrderDecision => {
  const { delivery, kitchen } = order;
  if (kitchen === 'collected') return reject({ code: 'ORDER_ALREADY_COMPLETED', orderId });
  if (delivery.state === 'delivered') {
    return reject({ code: 'ORDER_ALREADY_SENT', orderId, ticketId: delivery.ticketId });
  }
  const open = openClaimOf(delivery);
  if (open !== undefined) return reject({ code: 'DELIVERY_IN_FLIGHT', orderId, attempt: open.attempt });
  return accept({ type: 'OrderCancelled', data: { orderId, by, reason } });
};
