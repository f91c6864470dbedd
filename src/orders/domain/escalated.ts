import { sendableUntil } from './delivering.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OpenedDay } from './opening.js';
import type { ConfirmedOrder } from './service-day.js';

type Escalation = EventNamed<'DeliveryEscalated'>['data'];

export const escalated = (
  day: OpenedDay,
  order: ConfirmedOrder,
  why: Pick<Escalation, 'cause' | 'detail' | 'outcomeOpen'>,
): OrderEvent => ({
  type: 'DeliveryEscalated',
  data: {
    orderId: order.orderId,
    ...why,
    deadline: sendableUntil(day, order),
    attempts: order.delivery.attempts,
  },
});

/** A called-off order that a person handed over has no ticket which the POS could take back: a person is told again. */
export const withoutTicket = (day: OpenedDay, order: ConfirmedOrder): OrderEvent =>
  escalated(day, order, {
    cause: 'cannot-void',
    detail: 'it was handed over without a ticket, so the POS has none to take back',
    outcomeOpen: false,
  });
