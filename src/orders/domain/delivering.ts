import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { minutesAfter } from './capacity.js';
import type { TakeDeliveryOwnership } from './day.commands.js';
import type { ResendDelivery, StartDelivery } from './delivery.commands.js';
import { openClaimOf, orderedUntil, type Claim } from './delivery.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import { isConfirmed, type ConfirmedOrder } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

/** Nothing of an order is sent to its POS after this. */
export const giveUpAt = (day: OpenedDay, slot: string): string =>
  minutesAfter(slot, -day.plan.terms.giveUpMinutesBefore);

/** When a confirmed order is due at its POS. */
export const dueAt = (day: OpenedDay, slot: string): string =>
  minutesAfter(slot, -day.plan.terms.deliverMinutesBefore);

/** Until when an order may be sent: give-up, or where an operator has ordered it once more, the end of its slot. */
export const sendableUntil = (day: OpenedDay, { slot, delivery }: ConfirmedOrder): string =>
  orderedUntil(delivery) ?? giveUpAt(day, slot);

export const startDelivery = (day: OpenedDay, command: StartDelivery, at: string): OrderDecision => {
  const { type: _type, ...claim } = command;
  const order = day.orders.get(claim.orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId: claim.orderId });
  const deadline = sendableUntil(day, order);
  const refusal =
    refusalOfStart(order) ??
    refusalOfOwner(day, claim) ??
    (at > deadline ? ({ code: 'TOO_LATE', orderId: order.orderId, deadline } as const) : undefined);
  if (refusal !== undefined) return reject(refusal);
  const attempt = order.delivery.attempts + 1;
  return accept({ type: 'DeliveryStarted', data: { ...claim, key: claim.orderId, attempt, deadline } });
};

const refusalOfStart = (order: ConfirmedOrder): OrderRejection | undefined => {
  const called = refusalOfSending(order);
  if (called !== undefined) return called;
  const { orderId, delivery } = order;
  switch (delivery.state) {
    case 'waiting':
      return undefined;
    case 'in-flight':
    case 'unknown':
      return { code: 'DELIVERY_IN_FLIGHT', orderId, attempt: delivery.attempts };
    case 'delivered':
      return { code: 'ALREADY_DELIVERED', orderId, ticketId: delivery.ticketId };
    case 'escalated':
      return { code: 'DELIVERY_NEEDS_A_PERSON', orderId };
  }
};

/** Nothing of an order that was called off is sent, however far the calling off has come. */
const refusalOfSending = ({ orderId, status, cancellation }: ConfirmedOrder): OrderRejection | undefined => {
  if (status !== 'confirmed') return { code: 'ORDER_CANCELLED', orderId };
  return cancellation === undefined ? undefined : { code: 'CANCELLATION_REQUESTED', orderId };
};

/** Whether an owner of an older epoch claims, or the store has gone to another account. */
const refusalOfOwner = (
  { owners, plan }: OpenedDay,
  claim: { readonly account: string; readonly location: string; readonly epoch: number },
): OrderRejection | undefined => {
  const { account, location } = plan.posAccount;
  if (claim.account !== account || claim.location !== location) {
    return { code: 'ACCOUNT_CHANGED', account, location };
  }
  return staleOwner(owners, claim);
};

export const staleOwner = (
  owners: OpenedDay['owners'],
  { account, epoch }: { readonly account: string; readonly epoch: number },
): OrderRejection | undefined => {
  const newest = owners.get(account) ?? 0;
  return epoch < newest ? { code: 'STALE_OWNER', account, epoch: newest } : undefined;
};

/** Claims to send an unknown attempt once more, to the place it was sent to, while that is still the store's. */
export const resendDelivery = (day: OpenedDay, command: ResendDelivery, at: string): OrderDecision => {
  const { orderId, attempt } = command;
  const order = day.orders.get(orderId);
  if (!isConfirmed(order)) return reject({ code: 'ORDER_UNKNOWN', orderId });
  const { delivery } = order;
  if (delivery.state === 'delivered') {
    return reject({ code: 'ALREADY_DELIVERED', orderId, ticketId: delivery.ticketId });
  }
  if (delivery.state !== 'unknown' || delivery.claim.attempt !== attempt) {
    return reject({ code: 'NOTHING_TO_RESEND', orderId });
  }
  return refuseSending(day, order, command) ?? repeatClaim(delivery.claim, command, at);
};

const refuseSending = (
  day: OpenedDay,
  order: ConfirmedOrder,
  { epoch }: ResendDelivery,
): OrderDecision | undefined => {
  const claim = openClaimOf(order.delivery);
  const refusal = refusalOfSending(order) ?? (claim && refusalOfOwner(day, { ...claim, epoch }));
  return refusal && reject(refusal);
};

const repeatClaim = (claim: Claim, { orderId, ...claimed }: ResendDelivery, at: string): OrderDecision => {
  const { attempt, epoch, sendBy } = claimed;
  if (at > claim.deadline) return reject({ code: 'TOO_LATE', orderId, deadline: claim.deadline });
  if (claim.epoch === epoch && claim.sendBy === sendBy) return accept();
  if (claim.resendUntil === undefined || sendBy > claim.resendUntil) {
    return reject({ code: 'RESEND_UNSAFE', orderId, until: claim.resendUntil });
  }
  return accept({ type: 'DeliveryResent', data: { orderId, attempt, epoch, sendBy } });
};

export const takeOwnership = (
  { owners }: OpenedDay,
  { account, epoch }: TakeDeliveryOwnership,
): OrderDecision => {
  const refusal = staleOwner(owners, { account, epoch });
  if (refusal !== undefined) return reject(refusal);
  return owners.get(account) === epoch
    ? accept()
    : accept({ type: 'DeliveryOwnershipTaken', data: { account, epoch } });
};
