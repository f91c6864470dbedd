import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { isOnlyRelayed } from './acknowledging.js';
import type { DeliveryOutcome, EscalateDelivery, RecordDelivery } from './delivery.commands.js';
import { openClaimOf } from './delivery.js';
import { escalated } from './escalated.js';
import type { OrderEvent } from './order.events.js';
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
  if (outcome.kind === 'not-shown') return missTicket(day, order, outcome.ticketId);
  if (hasTicket(order)) return accept();
  if (outcome.kind === 'accepted') {
    const { ticketId, learnedBy } = outcome;
    return accept({ type: 'OrderDelivered', data: { orderId, ticketId, learnedBy } });
  }
  if (openClaimOf(delivery)?.attempt !== attempt || isPersons(order)) return accept();
  return recordFailure(day, order, attempt, outcome);
};

const hasTicket = ({ delivery }: ConfirmedOrder): boolean =>
  delivery.state === 'delivered' && delivery.ticketId !== undefined;

/** A ticket that the POS accepted and never showed: a person is told, and the claim that made it is open again. */
const missTicket = (day: OpenedDay, order: ConfirmedOrder, ticketId: string): OrderDecision => {
  const { orderId, status, delivery, kitchen, cancellation } = order;
  const isSeen = status !== 'confirmed' || kitchen !== 'none' || cancellation !== undefined;
  if (isSeen || delivery.state !== 'delivered' || delivery.ticketId !== ticketId) return accept();
  if (delivery.claim === undefined) return accept();
  const missed: OrderEvent = {
    type: 'TicketNotShown',
    data: { orderId, attempt: delivery.claim.attempt, ticketId },
  };
  const detail = `the POS accepted it as ticket ${ticketId}, and shows no such ticket to anybody`;
  return accept(missed, escalated(day, order, { cause: 'ticket-never-shown', detail, outcomeOpen: true }));
};

/** What a person has goes no further by itself, but for the calling off that waits for this outcome. */
const isPersons = ({ delivery, cancellation }: ConfirmedOrder): boolean =>
  delivery.state === 'escalated' && cancellation === undefined;

const recordFailure = (
  day: OpenedDay,
  order: ConfirmedOrder,
  attempt: number,
  outcome: Exclude<DeliveryOutcome, { kind: 'accepted' | 'not-shown' }>,
): OrderDecision => {
  const { orderId } = order;
  switch (outcome.kind) {
    case 'not-sent': {
      const { proof } = outcome;
      // What was sent before stays as unknown as it was, whatever became of sending it again.
      if (order.delivery.state === 'unknown') return accept();
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
  const outcomeOpen = cause === 'not-acknowledged' || openClaimOf(order.delivery) !== undefined;
  return accept(escalated(day, order, { cause, detail, outcomeOpen }));
};

/** Whether an attempt is open that no person was told of. */
const isUnsettled = ({ delivery }: ConfirmedOrder): boolean =>
  delivery.state === 'in-flight' || delivery.state === 'unknown';

/** Whether there is nothing to tell a person about, or a person was told. */
const isSettled = (order: ConfirmedOrder, cause: EscalateDelivery['cause']): boolean =>
  SETTLED[cause](order, order.status !== 'confirmed');

type Settled = (order: ConfirmedOrder, isOver: boolean) => boolean;

const isWithSomebody: Settled = ({ delivery }, isOver) =>
  isOver || delivery.state === 'delivered' || delivery.state === 'escalated';

const SETTLED: Readonly<Record<EscalateDelivery['cause'], Settled>> = {
  'event-parked': order => order.escalation !== undefined && tellBy(order) === undefined,
  'cancellation-untold': order => tellBy(order) === undefined,
  'cannot-void': order => ticketToVoid(order) === undefined || isToldOfTicket(order),
  'not-acknowledged': (order, isOver) =>
    isOver || (order.cancellation ?? order.escalation) !== undefined || !isOnlyRelayed(order),
  'cannot-settle': (order, isOver) => isOver || !isUnsettled(order),
  'gave-up': isWithSomebody,
  'key-missing': isWithSomebody,
};
