import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { minutesAfter } from './capacity.js';
import { refusalOfHold } from './holding.js';
import { DIMENSIONS, loadOf } from './load.js';
import type { ConfirmOrder } from './order.commands.js';
import type { Load, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import type { ConfirmedOrder, EndedHold, HeldOrder } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const confirmOrder = (day: OpenedDay, command: ConfirmOrder, at: string): OrderDecision => {
  const order = day.orders.get(command.orderId);
  switch (order?.status) {
    case 'held':
    case 'lapsed':
      return confirmHold(day, order, command, at);
    case 'confirmed':
      return confirmAgain(order, command);
    case 'voided':
      return reject({ code: 'ORDER_ALREADY_COMPLETED', orderId: command.orderId });
    case 'cancelled':
      return reject({ code: 'ORDER_CANCELLED', orderId: command.orderId });
    case 'released':
    case undefined:
      return reject({ code: 'HOLD_UNKNOWN', orderId: command.orderId });
  }
};

const confirmHold = (
  day: OpenedDay,
  hold: HeldOrder | EndedHold,
  command: ConfirmOrder,
  at: string,
): OrderDecision => {
  const load = loadOf(command.lines);
  const refusal = refusalOfContent(day, hold, command, load) ?? refusalOfTime(day, hold, load, at);
  if (refusal !== undefined) return reject(refusal);
  const { orderId, lines, total, currency, customer, paymentRef } = command;
  const lateByMs = Date.parse(at) - Date.parse(hold.expiresAt);
  return accept({
    type: 'OrderConfirmed',
    data: {
      orderId,
      slot: hold.slot,
      load,
      lines: [...lines],
      total,
      currency,
      customer,
      paymentRef,
      ...(lateByMs < 0 ? {} : { lateByMs }),
    },
  });
};

const refusalOfContent = (
  day: OpenedDay,
  hold: HeldOrder | EndedHold,
  { total, currency }: ConfirmOrder,
  load: Load,
): OrderRejection | undefined => {
  if (currency !== day.plan.currency) {
    return { code: 'ORDER_INVALID', field: 'currency', why: `this store sells in ${day.plan.currency}` };
  }
  if (total !== load.amount) return { code: 'TOTAL_MISMATCH', computed: load.amount, claimed: total };
  const limit = DIMENSIONS.find(dimension => load[dimension] > hold.load[dimension]);
  return limit && { code: 'LOAD_EXCEEDS_HOLD', limit, held: hold.load[limit], asked: load[limit] };
};

/** In time, the hold is enough. Late, the order is judged as a new hold. Past give-up, nothing could be sent any more. */
const refusalOfTime = (
  day: OpenedDay,
  { orderId, slot, expiresAt }: HeldOrder | EndedHold,
  load: Load,
  at: string,
): OrderRejection | undefined => {
  const deadline = minutesAfter(slot, -day.plan.terms.giveUpMinutesBefore);
  const tooLate = at > deadline ? ({ code: 'TOO_LATE', orderId, deadline } as const) : undefined;
  return expiresAt > at ? tooLate : (refusalOfHold(day, slot, load, at) ?? tooLate);
};

/** The same order told again, under another key, is satisfied; another order under this id is refused. */
const confirmAgain = (order: ConfirmedOrder, { paymentRef, total, orderId }: ConfirmOrder): OrderDecision =>
  order.paymentRef === paymentRef && order.total === total
    ? accept()
    : reject({ code: 'ORDER_ALREADY_CONFIRMED', orderId });
