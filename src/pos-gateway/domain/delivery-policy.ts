import {
  dueAt,
  openClaimOf,
  sendableUntil,
  type Claim,
  type ConfirmedOrder,
  type OpenedDay,
} from '../../orders/index.js';
import { nextVoidStep, type TicketPlace, type VoidAbility, type VoidStep } from './void-policy.js';

/** What is to be done about an order next. */
export type DeliveryStep =
  | VoidStep
  /** Send it, as this attempt, once the business clock shows `at`. */
  | { readonly kind: 'start'; readonly attempt: number; readonly at: string }
  /** Find out what became of this claim. */
  | { readonly kind: 'settle'; readonly claim: Claim }
  /** Tell a person: nothing may be sent any more. */
  | { readonly kind: 'escalate'; readonly cause: 'gave-up'; readonly detail: string };

const NONE: DeliveryStep = { kind: 'none' };

/**
 * Decides from an order's own history and what its POS can do. Never two claims at a time, never a claim after its time is
 * up, nothing sent of an order that was called off, and nothing at all on a closed day.
 */
export const nextDeliveryStep = (
  day: OpenedDay,
  order: ConfirmedOrder,
  now: string,
  abilityAt: (place: TicketPlace) => VoidAbility,
): DeliveryStep => {
  if (day.closed) return NONE;
  if (order.delivery.state === 'delivered') return nextVoidStep(order, abilityAt);
  if (order.status !== 'confirmed') return NONE;
  return order.escalation === undefined ? nextStepOfOwed(day, order, now) : nextStepOfPersons(order);
};

const nextStepOfOwed = (day: OpenedDay, order: ConfirmedOrder, now: string): DeliveryStep => {
  const { delivery, cancellation } = order;
  const claim = openClaimOf(delivery);
  if (claim === undefined && (cancellation !== undefined || delivery.state !== 'waiting')) return NONE;
  if (now > sendableUntil(day, order)) {
    return { kind: 'escalate', cause: 'gave-up', detail: detailOf(delivery.attempts, claim) };
  }
  if (claim !== undefined) return { kind: 'settle', claim };
  return { kind: 'start', attempt: delivery.attempts + 1, at: startsAt(day, order) };
};

/** What a person has goes no further, but for a calling off: whether there is a ticket to take back has to be known. */
const nextStepOfPersons = ({ delivery, cancellation }: ConfirmedOrder): DeliveryStep => {
  const claim = openClaimOf(delivery);
  return claim !== undefined && cancellation !== undefined ? { kind: 'settle', claim } : NONE;
};

/** What an operator ordered is due at once. */
const startsAt = (day: OpenedDay, { slot, delivery, confirmedAt }: ConfirmedOrder): string =>
  delivery.state === 'waiting' && delivery.until !== undefined ? confirmedAt : dueAt(day, slot);

const detailOf = (attempts: number, claim: Claim | undefined): string => {
  if (claim !== undefined) {
    return `the POS never said whether it has attempt ${claim.attempt}; a ticket may exist`;
  }
  return attempts === 0 ? 'it could not be sent in time' : `none of ${attempts} attempts reached the POS`;
};

/**
 * Real time, in milliseconds since the Unix epoch, from which a look-up that shows no effect of a claim proves that there
 * is none: the last byte may have left at `sendBy`, on a clock that may be off, and takes its time to be seen.
 */
export const absenceProvenFromMs = (
  claim: Pick<Claim, 'sendBy'>,
  limits: {
    readonly maxClockSkewMs: number;
    readonly requestTimeoutMs: number;
    readonly visibilityLagMs: number;
  },
): number =>
  Date.parse(claim.sendBy) + limits.maxClockSkewMs + limits.requestTimeoutMs + limits.visibilityLagMs;
