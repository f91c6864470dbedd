import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { RedeliverOrder, ResolveDelivery } from './delivery.commands.js';
import { openClaimOf } from './delivery.js';
import { calledOff } from './delivery-outcomes.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';

/** What a person decides about a delivery that goes no further by itself. */

type OrderDecision = Decision<OrderEvent, OrderRejection>;

/** Has an order sent once more, past give-up too, until its slot ends; an open attempt is closed on the operator's word. */
export const redeliverOrder = (
  day: OpenedDay,
  { orderId, by, why }: RedeliverOrder,
  at: string,
): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const refusal = refusalOfPerson(order);
  if (refusal !== undefined) return reject(refusal);
  const until = day.slots.get(order.slot)?.end ?? order.slot;
  if (at >= until) return reject({ code: 'TOO_LATE', orderId, deadline: until });
  const closed = openClaimOf(order.delivery);
  return accept({
    type: 'RedeliveryOrdered',
    data: { orderId, by, why, until, ...(closed === undefined ? {} : { closedAttempt: closed.attempt }) },
  });
};

/** Records that the kitchen has an order, by whatever way, or surely has it not. */
export const resolveDelivery = (day: OpenedDay, { orderId, by, why, as }: ResolveDelivery): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const { delivery } = order;
  if (delivery.state === 'delivered' && as === 'handed-over') return accept();
  const refusal = order.status === 'confirmed' ? refusalOfResolving(order) : undefined;
  if (refusal !== undefined) return reject(refusal);
  const resolved: OrderEvent = { type: 'DeliveryResolved', data: { orderId, by, why, as } };
  return as === 'not-delivered' ? accept(resolved, ...calledOff(order)) : accept(resolved);
};

const refusalOfPerson = (order: ConfirmedOrder): OrderRejection | undefined => {
  const { orderId, status, cancellation } = order;
  if (status !== 'confirmed') return { code: 'ORDER_CANCELLED', orderId };
  if (cancellation !== undefined) return { code: 'CANCELLATION_REQUESTED', orderId };
  return refusalOfResolving(order);
};

/** What the kitchen has is not sent again, and what is under way is waited for. */
const refusalOfResolving = ({ orderId, delivery }: ConfirmedOrder): OrderRejection | undefined => {
  switch (delivery.state) {
    case 'delivered':
      return { code: 'ALREADY_DELIVERED', orderId, ticketId: delivery.ticketId };
    case 'in-flight':
      return { code: 'DELIVERY_IN_FLIGHT', orderId, attempt: delivery.attempts };
    case 'waiting':
    case 'unknown':
    case 'escalated':
      return undefined;
  }
};
