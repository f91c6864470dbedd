import type {
  ApplyStoreTerms,
  CloseServiceDay,
  TakeDeliveryOwnership,
} from '../../src/orders/domain/day.commands.js';
import type {
  DeliveryOutcome,
  EscalateDelivery,
  RecordDelivery,
  RecordPosUpdate,
  RecordVoid,
  RedeliverOrder,
  ResendDelivery,
  ResolveDelivery,
  StartDelivery,
  StartVoid,
  VoidOutcome,
} from '../../src/orders/domain/delivery.commands.js';
import type {
  CancelOrder,
  ConfirmOrder,
  ExpireHold,
  ForgetGuest,
  HoldTimeslot,
  MoveOrder,
  RecordCancellationTold,
  ReleaseHold,
  RenewHold,
} from '../../src/orders/domain/order.commands.js';
import {
  customer,
  line,
  load,
  OPERATOR,
  ORDER_ID,
  plan,
  slot,
  STOREFRONT,
  TICKET_ID,
  type PlanChanges,
} from './service-day-controls.js';
import { deliveryStarted, voidStarted } from './service-day-events.js';

/** One of every command to a service day, about the order that the facts are about. */

export const hold = (changes: Partial<HoldTimeslot> = {}): HoldTimeslot => ({
  type: 'HoldTimeslot',
  orderId: ORDER_ID,
  slot: slot(0),
  load: load(),
  by: STOREFRONT,
  guest: false,
  ...changes,
});

export const renew = (changes: Partial<RenewHold> = {}): RenewHold => ({
  type: 'RenewHold',
  orderId: ORDER_ID,
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
  asStorefront: false,
  ...changes,
});

/** The storefront’s webhook has taken the word. */
export const told = (orderId = ORDER_ID): RecordCancellationTold => ({
  type: 'RecordCancellationTold',
  orderId,
  by: 'webhook',
});

export const move = (changes: Partial<MoveOrder> = {}): MoveOrder => ({
  type: 'MoveOrder',
  orderId: ORDER_ID,
  toSlot: slot(1),
  by: STOREFRONT,
  ...changes,
});

export const forget = (changes: Partial<ForgetGuest> = {}): ForgetGuest => ({
  type: 'ForgetGuest',
  orderId: ORDER_ID,
  by: OPERATOR,
  ...changes,
});

/** The store's newest terms, made from its revision 1 unless it says otherwise. */
export const applyTerms = (changes: PlanChanges = {}): ApplyStoreTerms => ({
  type: 'ApplyStoreTerms',
  plan: plan({ storeRevision: '1', ...changes }),
});

export const takeOwnership = (changes: Partial<TakeDeliveryOwnership> = {}): TakeDeliveryOwnership => ({
  type: 'TakeDeliveryOwnership',
  account: 'simulator',
  epoch: 2,
  ...changes,
});

export const closeDay = (changes: Partial<CloseServiceDay> = {}): CloseServiceDay => ({
  type: 'CloseServiceDay',
  throughRevision: '0',
  digest: 'ZGlnZXN0',
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
  notShown: { kind: 'not-shown', ticketId: TICKET_ID },
} as const satisfies Record<string, DeliveryOutcome>;

export const recordDelivery = (
  outcome: DeliveryOutcome,
  changes: Partial<Omit<RecordDelivery, 'outcome'>> = {},
): RecordDelivery => ({ type: 'RecordDelivery', orderId: ORDER_ID, attempt: 1, outcome, ...changes });

export const resendDelivery = (changes: Partial<ResendDelivery> = {}): ResendDelivery => ({
  type: 'ResendDelivery',
  orderId: ORDER_ID,
  attempt: 1,
  epoch: 1,
  sendBy: '2026-01-05T10:00:12.000Z',
  ...changes,
});

export const redeliver = (changes: Partial<RedeliverOrder> = {}): RedeliverOrder => ({
  type: 'RedeliverOrder',
  orderId: ORDER_ID,
  by: OPERATOR,
  why: 'the kitchen has not got it',
  ...changes,
});

export const resolve = (changes: Partial<ResolveDelivery> = {}): ResolveDelivery => ({
  type: 'ResolveDelivery',
  orderId: ORDER_ID,
  by: OPERATOR,
  why: 'told by phone',
  as: 'handed-over',
  ...changes,
});

export const startVoid = (changes: Partial<StartVoid> = {}): StartVoid => {
  const { attempt: _attempt, ticketId: _ticketId, ...claim } = voidStarted().data;
  return { type: 'StartVoid', ...claim, ...changes };
};

export const recordVoid = (
  outcome: VoidOutcome,
  changes: Partial<Omit<RecordVoid, 'outcome'>> = {},
): RecordVoid => ({ type: 'RecordVoid', orderId: ORDER_ID, attempt: 1, outcome, ...changes });

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
  account: 'simulator',
  ticketId: TICKET_ID,
  status,
  version,
  posAt: '2031-06-02T12:46:10+01:00',
  ...changes,
});
