import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { RedeliverOrder, ResolveDelivery } from './delivery.commands.js';
import { openClaimOf, type Delivery } from './delivery.js';
import { calledOff } from './delivery-outcomes.js';
import { withoutTicket } from './escalated.js';
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
  if (isOrdered(order.delivery)) return accept();
  const until = day.slots.get(order.slot)?.end ?? order.slot;
  if (at >= until) return reject({ code: 'TOO_LATE', orderId, deadline: until });
  const closed = openClaimOf(order.delivery);
  return accept({
    type: 'RedeliveryOrdered',
    data: { orderId, by, why, until, ...(closed === undefined ? {} : { closedAttempt: closed.attempt }) },
  });
};

const isOrdered = (delivery: Delivery): boolean =>
  delivery.state === 'waiting' && delivery.until !== undefined;

/** Records that the kitchen has an order, by whatever way, or surely has it not. Said once, it is said. */
export const resolveDelivery = (day: OpenedDay, { orderId, by, why, as }: ResolveDelivery): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (isKnown(order.delivery, as)) return accept();
  const refusal = isTakenBack(order, as) ? refusalOfTakingBack(order) : refusalOfResolving(order);
  if (refusal !== undefined) return reject(refusal);
  const resolved: OrderEvent = { type: 'DeliveryResolved', data: { orderId, by, why, as } };
  if (as === 'not-delivered') return accept(resolved, ...calledOff(order));
  const untold = order.cancellation !== undefined && order.escalation === undefined;
  return untold ? accept(resolved, withoutTicket(day, order)) : accept(resolved);
};

const isKnown = (delivery: Delivery, as: ResolveDelivery['as']): boolean =>
  as === 'handed-over'
    ? delivery.state === 'delivered'
    : delivery.state === 'waiting' || (delivery.state === 'escalated' && delivery.resolved);

/** Whether a person says that the kitchen has an order no more, which it had. */
const isTakenBack = ({ delivery }: ConfirmedOrder, as: ResolveDelivery['as']): boolean =>
  as === 'not-delivered' && delivery.state === 'delivered';

/** Only what was called off may be taken back, and not while the POS is asked to do so. */
const refusalOfTakingBack = (order: ConfirmedOrder): OrderRejection | undefined => {
  const { orderId, status, cancellation, voiding, escalation } = order;
  // That the guest of a voided order was told is said in the same words: the kitchen has it not.
  if (escalation === 'voided-at-pos') return undefined;
  if (status === 'voided') return { code: 'ORDER_ALREADY_COMPLETED', orderId };
  if (status === 'confirmed' && cancellation === undefined) return refusalOfResolving(order);
  return voiding.state === 'in-flight'
    ? { code: 'VOID_IN_FLIGHT', orderId, attempt: voiding.claim.attempt }
    : undefined;
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
