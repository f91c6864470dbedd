import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { RecordVoid, StartVoid, VoidOutcome } from './delivery.commands.js';
import { staleOwner } from './delivering.js';
import { escalated } from './escalated.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

/** The live ticket of an order that was called off; undefined where there is nothing to take back. */
export const ticketToVoid = ({
  status,
  cancellation,
  delivery,
  kitchen,
  voiding,
}: ConfirmedOrder): string | undefined => {
  const calledOff = status === 'cancelled' || (status === 'confirmed' && cancellation !== undefined);
  const settled = voiding.state === 'voided' || voiding.state === 'refused' || kitchen === 'collected';
  return calledOff && !settled && delivery.state === 'delivered' ? delivery.ticketId : undefined;
};

/** Whether a person was told that a ticket stays live, whatever else they were told of the order before. */
export const isToldOfTicket = ({ escalation }: ConfirmedOrder): boolean =>
  escalation === 'cannot-void' || escalation === 'void-refused';

/** Claims to have the POS take a ticket back. */
export const startVoid = (day: OpenedDay, command: StartVoid): OrderDecision => {
  const { type: _type, ...claim } = command;
  const { orderId } = claim;
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const ticketId = ticketToVoid(order);
  if (ticketId === undefined) return reject({ code: 'NOTHING_TO_VOID', orderId });
  const { voiding } = order;
  if (voiding.state === 'in-flight') {
    return reject({ code: 'VOID_IN_FLIGHT', orderId, attempt: voiding.claim.attempt });
  }
  const refusal = elsewhere(order, claim) ?? staleOwner(day.owners, claim);
  if (refusal !== undefined) return reject(refusal);
  const attempt = (voiding.state === 'unknown' ? voiding.claim.attempt : 0) + 1;
  return accept({ type: 'VoidStarted', data: { ...claim, ticketId, attempt } });
};

/** A ticket is taken back where it was made: another account may have one of the same name. */
const elsewhere = (
  { orderId, delivery }: ConfirmedOrder,
  { account, location, endpoint }: Pick<StartVoid, 'account' | 'location' | 'endpoint'>,
): OrderRejection | undefined => {
  const made = delivery.state === 'delivered' ? delivery.claim : undefined;
  return made?.account === account && made.location === location && made.endpoint === endpoint
    ? undefined
    : { code: 'TICKET_ELSEWHERE', orderId, account: made?.account };
};

/** Records what became of a void. What speaks of one that is settled changes nothing. */
export const recordVoid = (day: OpenedDay, { orderId, attempt, outcome }: RecordVoid): OrderDecision => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const { voiding } = order;
  if (voiding.state !== 'in-flight' && voiding.state !== 'unknown') return accept();
  // That the ticket is gone is believed of whichever attempt it is said; a failure speaks of its own attempt alone.
  if (outcome.kind === 'voided') {
    const { ticketId } = voiding.claim;
    return accept({ type: 'OrderVoided', data: { orderId, ticketId, learnedBy: outcome.learnedBy } });
  }
  return voiding.claim.attempt === attempt ? recordFailure(day, order, attempt, outcome) : accept();
};

const recordFailure = (
  day: OpenedDay,
  order: ConfirmedOrder,
  attempt: number,
  outcome: Exclude<VoidOutcome, { kind: 'voided' }>,
): OrderDecision => {
  const { orderId } = order;
  switch (outcome.kind) {
    case 'unknown':
      if (order.voiding.state === 'unknown') return accept();
      return accept({ type: 'VoidUnknown', data: { orderId, attempt, why: outcome.why } });
    case 'refused': {
      const { reason } = outcome;
      const refused: OrderEvent = { type: 'VoidRefused', data: { orderId, attempt, reason } };
      // A ticket that is gone by another way needs nobody.
      if (ticketToVoid(order) === undefined) return accept(refused);
      const why = { cause: 'void-refused', detail: reason, outcomeOpen: false } as const;
      return accept(refused, escalated(day, order, why));
    }
  }
};
