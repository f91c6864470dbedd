import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { minutesAfter } from './capacity.js';
import { openClaimOf } from './delivery.js';
import type { DeliveryOutcome, EscalateDelivery, RecordDelivery, StartDelivery } from './order.commands.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import type { ConfirmedOrder, Order } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

/** Nothing of an order is sent to its POS after this. */
export const giveUpAt = (day: OpenedDay, slot: string): string =>
  minutesAfter(slot, -day.plan.terms.giveUpMinutesBefore);

/** When a confirmed order is due at its POS. */
export const dueAt = (day: OpenedDay, slot: string): string =>
  minutesAfter(slot, -day.plan.terms.deliverMinutesBefore);

export const startDelivery = (day: OpenedDay, command: StartDelivery, at: string): OrderDecision => {
  const { type: _type, ...claim } = command;
  const order = day.orders.get(claim.orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId: claim.orderId });
  const deadline = giveUpAt(day, order.slot);
  const refusal =
    refusalOfStart(order) ??
    (at > deadline ? ({ code: 'TOO_LATE', orderId: order.orderId, deadline } as const) : undefined);
  if (refusal !== undefined) return reject(refusal);
  const attempt = order.delivery.attempts + 1;
  return accept({ type: 'DeliveryStarted', data: { ...claim, key: claim.orderId, attempt, deadline } });
};

const refusalOfStart = ({ orderId, status, delivery }: ConfirmedOrder): OrderRejection | undefined => {
  if (status !== 'confirmed') return { code: 'ORDER_CANCELLED', orderId };
  switch (delivery.state) {
    case 'waiting':
      return undefined;
    case 'in-flight':
    case 'unknown':
      return { code: 'DELIVERY_IN_FLIGHT', orderId, attempt: delivery.attempts };
    case 'delivered':
      return { code: 'ORDER_ALREADY_SENT', orderId, ticketId: delivery.ticketId };
    case 'escalated':
      return { code: 'DELIVERY_NEEDS_A_PERSON', orderId };
  }
};

/** Records what became of an attempt. What is already known, or speaks of an attempt that is settled, changes nothing. */
export const recordDelivery = (
  day: OpenedDay,
  { orderId, attempt, outcome }: RecordDelivery,
): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (order.delivery.state === 'delivered') return accept();
  if (outcome.kind === 'accepted') return accept(delivered(orderId, outcome.ticketId, outcome.learnedBy));
  if (openClaimOf(order.delivery)?.attempt !== attempt || order.delivery.state === 'escalated') {
    return accept();
  }
  return recordFailure(day, order, attempt, outcome);
};

const recordFailure = (
  day: OpenedDay,
  order: ConfirmedOrder,
  attempt: number,
  outcome: Exclude<DeliveryOutcome, { kind: 'accepted' }>,
): OrderDecision => {
  const { orderId } = order;
  switch (outcome.kind) {
    case 'not-sent':
      return accept({ type: 'DeliveryNotSent', data: { orderId, attempt, proof: outcome.proof } });
    case 'proven-absent':
      return accept({ type: 'DeliveryProvenAbsent', data: { orderId, attempt } });
    case 'unknown':
      if (order.delivery.state === 'unknown') return accept();
      return accept({ type: 'DeliveryUnknown', data: { orderId, attempt, why: outcome.why } });
    case 'rejected': {
      const { code, reason } = outcome;
      const rejected: OrderEvent = { type: 'DeliveryRejected', data: { orderId, attempt, code, reason } };
      return accept(
        rejected,
        escalated(day, order, { cause: 'rejected', detail: `${code}: ${reason}`, outcomeOpen: false }),
      );
    }
  }
};

export const escalateDelivery = (
  day: OpenedDay,
  { orderId, cause, detail }: EscalateDelivery,
): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const settled = order.status !== 'confirmed' || ['delivered', 'escalated'].includes(order.delivery.state);
  if (settled) return accept();
  return accept(
    escalated(day, order, { cause, detail, outcomeOpen: openClaimOf(order.delivery) !== undefined }),
  );
};

export const delivered = (
  orderId: string,
  ticketId: string,
  learnedBy: EventNamed<'OrderDelivered'>['data']['learnedBy'],
): OrderEvent => ({ type: 'OrderDelivered', data: { orderId, ticketId, learnedBy } });

type Escalation = EventNamed<'DeliveryEscalated'>['data'];

const escalated = (
  day: OpenedDay,
  { orderId, slot, delivery }: ConfirmedOrder,
  why: Pick<Escalation, 'cause' | 'detail' | 'outcomeOpen'>,
): OrderEvent => ({
  type: 'DeliveryEscalated',
  data: { orderId, ...why, deadline: giveUpAt(day, slot), attempts: delivery.attempts },
});

export const isConfirmed = (order: Order | undefined): order is ConfirmedOrder =>
  order?.status === 'confirmed' || order?.status === 'cancelled' || order?.status === 'voided';
