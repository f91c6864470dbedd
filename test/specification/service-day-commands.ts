import type {
  CancelOrder,
  ConfirmOrder,
  DeliveryOutcome,
  EscalateDelivery,
  ExpireHold,
  HoldTimeslot,
  RecordDelivery,
  RecordPosUpdate,
  ReleaseHold,
  StartDelivery,
} from '../../src/orders/domain/order.commands.js';
import { customer, line, load, ORDER_ID, slot, STOREFRONT, TICKET_ID } from './service-day-controls.js';
import { deliveryStarted } from './service-day-events.js';

/** One of every command to a service day, about the order that the facts are about. */

export const hold = (changes: Partial<HoldTimeslot> = {}): HoldTimeslot => ({
  type: 'HoldTimeslot',
  orderId: ORDER_ID,
  slot: slot(0),
  load: load(),
  by: STOREFRONT,
  ...changes,
});

export const release = (changes: Partial<ReleaseHold> = {}): ReleaseHold => ({
  type: 'ReleaseHold',
  orderId: ORDER_ID,
  by: STOREFRONT,
  ...changes,
});

export const expire = (orderId = ORDER_ID): ExpireHold => ({ type: 'ExpireHold', orderId });

export const confirm = (changes: Partial<ConfirmOrder> = {}): ConfirmOrder => ({
  type: 'ConfirmOrder',
  orderId: ORDER_ID,
  lines: [line()],
  total: 900,
  currency: 'GBP',
  customer: customer(),
  paymentRef: 'pay_1',
  ...changes,
});

export const cancel = (changes: Partial<CancelOrder> = {}): CancelOrder => ({
  type: 'CancelOrder',
  orderId: ORDER_ID,
  by: STOREFRONT,
  reason: 'changed my mind',
  ...changes,
});

export const startDelivery = (changes: Partial<StartDelivery> = {}): StartDelivery => {
  const { attempt: _attempt, key: _key, deadline: _deadline, ...claim } = deliveryStarted().data;
  return { type: 'StartDelivery', ...claim, ...changes };
};

export const outcomes = {
  accepted: { kind: 'accepted', ticketId: TICKET_ID, learnedBy: 'reply' },
  rejected: { kind: 'rejected', code: 'UNKNOWN_SKU', reason: 'no soup' },
  notSent: { kind: 'not-sent', proof: 'connection refused' },
  unknown: { kind: 'unknown', why: 'no answer in time' },
  provenAbsent: { kind: 'proven-absent' },
} as const satisfies Record<string, DeliveryOutcome>;

export const recordDelivery = (
  outcome: DeliveryOutcome,
  changes: Partial<Omit<RecordDelivery, 'outcome'>> = {},
): RecordDelivery => ({ type: 'RecordDelivery', orderId: ORDER_ID, attempt: 1, outcome, ...changes });

export const escalate = (changes: Partial<EscalateDelivery> = {}): EscalateDelivery => ({
  type: 'EscalateDelivery',
  orderId: ORDER_ID,
  cause: 'gave-up',
  detail: 'it could not be sent in time',
  ...changes,
});

/** What the POS says of the order's ticket; each change of a ticket has a version of its own. */
export const posSays = (
  status: string,
  version: number,
  changes: Partial<RecordPosUpdate> = {},
): RecordPosUpdate => ({
  type: 'RecordPosUpdate',
  orderId: ORDER_ID,
  ticketId: TICKET_ID,
  status,
  version,
  posAt: '2031-06-02T12:46:10+01:00',
  ...changes,
});
