import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { isOnlyRelayed } from './acknowledging.js';
import { minutesAfter } from './capacity.js';
import type { CloseServiceDay } from './day.commands.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder, type Order } from './service-day.js';
import { tellBy } from './telling.js';
import { isToldOfTicket, ticketToVoid } from './voiding.js';

type Totals = EventNamed<'ServiceDayClosed'>['data']['totals'];

const MINUTES_PER_HOUR = 60;
/** Orders a refusal names. */
const NAMED_MAX = 20;

/** From when a day may be closed: a while after its last slot, or without any after its date, is over everywhere. */
export const closesAt = (day: OpenedDay): string => {
  const ends = [...day.slots.values()].map(({ end }) => end);
  const last = ends.reduce((latest, end) => (end > latest ? end : latest), '');
  const over = last === '' ? `${day.plan.businessDate}T23:59:59.999-12:00` : last;
  return minutesAfter(over, day.plan.terms.closeAfterHours * MINUTES_PER_HOUR);
};

/** Closes a day whose orders all have their end. The digest must cover all that was recorded. */
export const closeServiceDay = (
  day: OpenedDay,
  { throughRevision, digest }: CloseServiceDay,
  at: string,
): Decision<OrderEvent, OrderRejection> => {
  if (day.closed) return accept();
  const notBefore = closesAt(day);
  const orders = [...day.orders.values()]
    .filter(order => !hasEnd(order, at))
    .map(({ orderId }) => orderId)
    .sort();
  const revision = day.revision.toString();
  if (at < notBefore || orders.length > 0 || throughRevision !== revision) {
    return reject({ code: 'DAY_CANNOT_CLOSE', notBefore, orders: orders.slice(0, NAMED_MAX), revision });
  }
  return accept({ type: 'ServiceDayClosed', data: { totals: totalsOf(day), digest, throughRevision } });
};

/** Whether nothing more is to happen to an order without a person. */
const hasEnd = (order: Order, at: string): boolean => {
  if (!isConfirmed(order)) return order.status !== 'held' || order.expiresAt <= at;
  if (tellBy(order) !== undefined) return false;
  if (ticketToVoid(order) !== undefined) return isToldOfTicket(order);
  if (isOnlyRelayed(order)) return order.escalation !== undefined;
  return order.status !== 'confirmed' || ['delivered', 'escalated'].includes(order.delivery.state);
};

const totalsOf = (day: OpenedDay): Totals => {
  const orders = [...day.orders.values()].filter(isConfirmed);
  const count = (counts: (order: ConfirmedOrder) => boolean): number => orders.filter(counts).length;
  const kept = orders.filter(({ status }) => status === 'confirmed');
  return {
    orders: orders.length,
    delivered: count(({ delivery }) => delivery.state === 'delivered'),
    collected: count(({ kitchen }) => kitchen === 'collected'),
    cancelled: count(({ status }) => status === 'cancelled'),
    voided: count(({ status }) => status === 'voided'),
    escalated: count(({ escalation, telling }) => escalation !== undefined || telling?.escalated === true),
    items: kept.reduce((sum, { load }) => sum + load.items, 0),
    amount: kept.reduce((sum, { total }) => sum + total, 0),
  };
};
