import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { minutesAfter } from './capacity.js';
import type { RecordCancellationTold } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder, type Telling } from './service-day.js';

/** How long after a cancellation its storefront may be without word of it before a person is told instead. */
export const TELL_MINUTES = 5;

/** The telling that a cancelled order still owes its storefront; undefined where it owes none. */
export const owedTelling = ({ status, telling }: ConfirmedOrder): Telling | undefined =>
  status === 'cancelled' && telling?.toldBy === undefined ? telling : undefined;

/** Until when the storefront of a cancelled order is to be told of it; undefined where it was, or a person was. */
export const tellBy = (order: ConfirmedOrder): string | undefined => {
  const owed = owedTelling(order);
  return owed === undefined || owed.escalated ? undefined : minutesAfter(owed.since, TELL_MINUTES);
};

/** Says that the storefront knows what it asked for itself: the answer it gets is the telling. */
export const toldByAnswer = (orderId: string): OrderEvent => ({
  type: 'CancellationTold',
  data: { orderId, by: 'answer' },
});

/** Records that a storefront took the word of a cancellation. Late, it is still worth knowing. */
export const recordCancellationTold = (
  day: OpenedDay,
  { orderId, by }: RecordCancellationTold,
): Decision<OrderEvent, OrderRejection> => {
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  if (owedTelling(order) === undefined) return accept();
  return accept({ type: 'CancellationTold', data: { orderId, by } });
};
