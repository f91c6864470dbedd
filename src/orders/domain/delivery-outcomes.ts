import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { DeliveryOutcome, EscalateDelivery, RecordDelivery } from './delivery.commands.js';
import { openClaimOf } from './delivery.js';
import { escalated } from './escalated.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';
import { tellBy } from './telling.js';
import { isToldOfTicket, ticketToVoid } from './voiding.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

/** Records what became of an attempt. What is already known, or speaks of an attempt that is settled, changes nothing. */
export const recordDelivery = (
  day: OpenedDay,
  { orderId, attempt, outcome }: RecordDelivery,
): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const { delivery } = order;
  if (delivery.state === 'delivered' && delivery.ticketId !== undefined) return accept();
  if (outcome.kind === 'accepted') return accept(delivered(orderId, outcome.ticketId, outcome.learnedBy));
  if (openClaimOf(delivery)?.attempt !== attempt || isPersons(order)) return accept();
  return recordFailure(day, order, attempt, outcome);
};

/** What a person has goes no further by itself, but for the calling off that waits for this outcome. */
const isPersons = ({ delivery, cancellation }: ConfirmedOrder): boolean =>
  delivery.state === 'escalated' && cancellation === undefined;

const recordFailure = (
  day: OpenedDay,
  order: ConfirmedOrder,
  attempt: number,
  outcome: Exclude<DeliveryOutcome, { kind: 'accepted' }>,
): OrderDecision => {
  const { orderId } = order;
  switch (outcome.kind) {
    case 'not-sent': {
      const { proof } = outcome;
      return accept({ type: 'DeliveryNotSent', data: { orderId, attempt, proof } }, ...calledOff(order));
    }
    case 'proven-absent':
      return accept({ type: 'DeliveryProvenAbsent', data: { orderId, attempt } }, ...calledOff(order));
    case 'unknown':
      if (order.delivery.state !== 'in-flight') return accept();
      return accept({ type: 'DeliveryUnknown', data: { orderId, attempt, why: outcome.why } });
    case 'rejected': {
      const { code, reason } = outcome;
      const rejected: OrderEvent = { type: 'DeliveryRejected', data: { orderId, attempt, code, reason } };
      const why = { cause: 'rejected', detail: `${code}: ${reason}`, outcomeOpen: false } as const;
      return order.cancellation === undefined
        ? accept(rejected, escalated(day, order, why))
        : accept(rejected, ...calledOff(order));
    }
  }
};

/** The end of an order whose calling off waited for the outcome: the POS surely has it not. */
export const calledOff = ({ orderId, cancellation, status }: ConfirmedOrder): readonly OrderEvent[] =>
  cancellation === undefined || status !== 'confirmed'
    ? []
    : [{ type: 'OrderCancelled', data: { orderId, ...cancellation } }];

export const escalateDelivery = (
  day: OpenedDay,
  { orderId, cause, detail }: EscalateDelivery,
): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (isSettled(order, cause)) return accept();
  return accept(
    escalated(day, order, { cause, detail, outcomeOpen: openClaimOf(order.delivery) !== undefined }),
  );
};

/** Whether there is nothing to tell a person about, or a person was told. */
const isSettled = (order: ConfirmedOrder, cause: EscalateDelivery['cause']): boolean => {
  const { status, delivery, escalation } = order;
  switch (cause) {
    case 'event-parked':
      return escalation !== undefined && tellBy(order) === undefined;
    case 'cancellation-untold':
      return tellBy(order) === undefined;
    case 'cannot-void':
      return ticketToVoid(order) === undefined || isToldOfTicket(order);
    case 'gave-up':
    case 'key-missing':
      return status !== 'confirmed' || ['delivered', 'escalated'].includes(delivery.state);
  }
};

export const delivered = (
  orderId: string,
  ticketId: string,
  learnedBy: EventNamed<'OrderDelivered'>['data']['learnedBy'],
): OrderEvent => ({ type: 'OrderDelivered', data: { orderId, ticketId, learnedBy } });
