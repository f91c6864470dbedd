import {
  dueAt,
  openClaimOf,
  sendableUntil,
  ticketToVoid,
  type Claim,
  type ConfirmedOrder,
  type OpenedDay,
} from '../../orders/index.js';

/** What is to be done about an order next. */
export type DeliveryStep =
  | { readonly kind: 'none' }
  /** Send it, as this attempt, once the business clock shows `at`. */
  | { readonly kind: 'start'; readonly attempt: number; readonly at: string }
  /** Find out what became of this claim. */
  | { readonly kind: 'settle'; readonly claim: Claim }
  /** Tell a person: nothing may be sent any more, or a ticket cannot be taken back. */
  | { readonly kind: 'escalate'; readonly cause: 'gave-up' | 'cannot-void'; readonly detail: string };

const NONE: DeliveryStep = { kind: 'none' };

/** Decides from an order's own history. Never two claims at a time, and never a claim after its time is up. */
export const nextDeliveryStep = (day: OpenedDay, order: ConfirmedOrder, now: string): DeliveryStep => {
  if (order.escalation !== undefined) return NONE;
  const ticketId = ticketToVoid(order);
  if (ticketId !== undefined) return { kind: 'escalate', cause: 'cannot-void', detail: liveTicket(ticketId) };
  return order.status === 'confirmed' ? nextStepOfOwed(day, order, now) : NONE;
};

const nextStepOfOwed = (day: OpenedDay, order: ConfirmedOrder, now: string): DeliveryStep => {
  const { delivery, slot } = order;
  if (delivery.state === 'delivered' || delivery.state === 'escalated') return NONE;
  const claim = openClaimOf(delivery);
  if (now > sendableUntil(day, order)) {
    return { kind: 'escalate', cause: 'gave-up', detail: detailOf(delivery.attempts, claim) };
  }
  if (claim !== undefined) return { kind: 'settle', claim };
  const ordered = delivery.state === 'waiting' && delivery.until !== undefined;
  return { kind: 'start', attempt: delivery.attempts + 1, at: ordered ? now : dueAt(day, slot) };
};

const liveTicket = (ticketId: string): string =>
  `the order is called off and its ticket ${ticketId} is live; have it voided at the POS`;

const detailOf = (attempts: number, claim: Claim | undefined): string => {
  if (claim !== undefined) {
    return `the POS never said whether it has attempt ${claim.attempt}; a ticket may exist`;
  }
  return attempts === 0 ? 'it could not be sent in time' : `none of ${attempts} attempts reached the POS`;
};

/**
 * Real time, in milliseconds since the Unix epoch, from which a look-up that finds nothing proves that there is
 * nothing: the last byte may have left at `sendBy`, on a clock that may be off, and takes its time to be seen.
 */
export const absenceProvenFromMs = (
  claim: Claim,
  limits: {
    readonly maxClockSkewMs: number;
    readonly requestTimeoutMs: number;
    readonly visibilityLagMs: number;
  },
): number =>
  Date.parse(claim.sendBy) + limits.maxClockSkewMs + limits.requestTimeoutMs + limits.visibilityLagMs;
