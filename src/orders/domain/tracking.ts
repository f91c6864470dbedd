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

/** Records what the POS says of a ticket. Told again it changes nothing, and told late no more than is still news. */
export const recordPosUpdate = (
  day: OpenedDay,
  command: RecordPosUpdate,
): Decision<OrderEvent, OrderRejection> => {
  const order = day.orders.get(command.orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId: command.orderId });
  if (isOfOtherTicket(order, command)) return noteOtherTicket(order, command);
  if (command.version <= order.ticketVersion) return accept(...toldLate(day, order, command));
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

/**
 * What was told of an older version once a newer one was known. It counts where nothing newer has moved the kitchen since:
 * then the newer ones were words nobody knows, or steps back.
 */
const toldLate = (day: OpenedDay, order: ConfirmedOrder, command: RecordPosUpdate): readonly OrderEvent[] => {
  if (order.status !== 'confirmed' || command.version <= order.kitchenVersion) return [];
  if (command.status === REOPENED) return lateReopening(order, command);
  return movement(day, order, command).filter(({ type }) => type !== 'PosStatusNoted');
};

/** It explains the steps back that were noted after it: the kitchen stands where the furthest of them says. */
const lateReopening = ({ stepsBack }: ConfirmedOrder, command: RecordPosUpdate): readonly OrderEvent[] => {
  const [furthest] = stepsBack
    .filter(({ version }) => version > command.version)
    .sort((a, b) => KITCHEN_STEPS.indexOf(b.step) - KITCHEN_STEPS.indexOf(a.step) || a.version - b.version);
  const reopened: OrderEvent = { type: 'TicketReopened', data: ticketOf(command) };
  if (furthest === undefined || !isStep(furthest.step) || furthest.step === 'acknowledged') return [reopened];
  const { step, version, posAt } = furthest;
  return [reopened, { type: EVENT_OF_STEP[step], data: ticketOf({ ...command, version, posAt }) }];
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
