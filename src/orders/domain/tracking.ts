import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { RecordPosUpdate } from './delivery.commands.js';
import { openClaimOf } from './delivery.js';
import { escalated } from './escalated.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, KITCHEN_STEPS, type ConfirmedOrder, type KitchenStep } from './service-day.js';

const EVENT_OF_STEP = {
  acknowledged: 'OrderAcknowledged',
  'in-preparation': 'OrderInPreparation',
  ready: 'OrderReady',
  collected: 'OrderCollected',
} as const satisfies Record<Exclude<KitchenStep, 'none'>, OrderEvent['type']>;

/** The status every ticket begins with; it says no more than that the POS has it. */
const RECEIVED = 'received';
const VOIDED = 'voided';
const REOPENED = 'reopened';

/** Records what the POS's feed says of a ticket. Told again, or told an older version, it changes nothing. */
export const recordPosUpdate = (
  day: OpenedDay,
  command: RecordPosUpdate,
): Decision<OrderEvent, OrderRejection> => {
  const order = day.orders.get(command.orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId: command.orderId });
  if (isOfOtherTicket(order, command)) return noteOtherTicket(order, command);
  if (command.version <= order.ticketVersion) return accept();
  return accept(...proof(order, command), ...movement(day, order, command));
};

/** Another ticket of the order, or one of another account, whatever it is called there. */
const isOfOtherTicket = ({ delivery }: ConfirmedOrder, { ticketId, account }: RecordPosUpdate): boolean => {
  if (delivery.state !== 'delivered' || delivery.ticketId === undefined) return false;
  return delivery.ticketId !== ticketId || (delivery.claim?.account ?? account) !== account;
};

/** A ticket in the feed is proof that the POS has the order, whatever became of the reply. */
const proof = (
  { orderId, delivery }: ConfirmedOrder,
  { ticketId, account }: RecordPosUpdate,
): readonly OrderEvent[] => {
  if (delivery.state === 'delivered' && delivery.ticketId !== undefined) return [];
  const elsewhere = account === (openClaimOf(delivery)?.account ?? account) ? {} : { account };
  return [{ type: 'OrderDelivered', data: { orderId, ticketId, learnedBy: 'feed', ...elsewhere } }];
};

const movement = (day: OpenedDay, order: ConfirmedOrder, command: RecordPosUpdate): readonly OrderEvent[] => {
  const { status } = command;
  if (status === RECEIVED) return [];
  if (status === VOIDED) return voided(day, order, command);
  // What was called off or voided stays so: nothing brings it back but a recorded reopening.
  if (order.status !== 'confirmed') return [noted(command, 'out-of-order')];
  if (status === REOPENED) return [{ type: 'TicketReopened', data: ticketOf(command) }];
  if (!isStep(status)) return [noted(command, 'unknown-status')];
  if (KITCHEN_STEPS.indexOf(status) <= KITCHEN_STEPS.indexOf(order.kitchen)) {
    return [noted(command, 'out-of-order')];
  }
  return [{ type: EVENT_OF_STEP[status], data: ticketOf(command) }];
};

/** Whose void it was: ours, asked for or done, or that of the POS; then whoever waits for the order has to be told. */
const voided = (day: OpenedDay, order: ConfirmedOrder, command: RecordPosUpdate): readonly OrderEvent[] => {
  const { orderId, voiding, cancellation } = order;
  const { ticketId } = command;
  if (voiding.state === 'voided' && voiding.claim?.ticketId === ticketId) return [];
  if (order.status !== 'confirmed') return [noted(command, 'out-of-order')];
  if (voiding.state === 'in-flight' || voiding.state === 'unknown') {
    return [{ type: 'OrderVoided', data: { orderId, ticketId, learnedBy: 'feed' } }];
  }
  const byPos: OrderEvent = { type: 'OrderVoidedAtPos', data: ticketOf(command) };
  if (cancellation !== undefined) return [byPos];
  const detail = `the POS voided its ticket ${ticketId} and nobody called it off; the guest has to be told`;
  return [byPos, escalated(day, order, { cause: 'voided-at-pos', detail, outcomeOpen: false })];
};

const isStep = (status: string): status is keyof typeof EVENT_OF_STEP => Object.hasOwn(EVENT_OF_STEP, status);

const ticketOf = ({ orderId, ticketId, version, posAt }: RecordPosUpdate) => ({
  orderId,
  ticketId,
  version,
  posAt,
});

const noted = (command: RecordPosUpdate, why: EventNamed<'PosStatusNoted'>['data']['why']): OrderEvent => ({
  type: 'PosStatusNoted',
  data: { ...ticketOf(command), status: command.status, why },
});

/** A second ticket of an order is shown, once for each of its versions; it moves nothing. */
const noteOtherTicket = (
  order: ConfirmedOrder,
  command: RecordPosUpdate,
): Decision<OrderEvent, OrderRejection> =>
  command.version <= (order.otherTickets.get(command.ticketId) ?? -1)
    ? accept()
    : accept(noted(command, 'other-ticket'));
