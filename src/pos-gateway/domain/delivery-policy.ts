import {
  dueAt,
  openClaimOf,
  sendableUntil,
  type Claim,
  type ConfirmedOrder,
  type OpenedDay,
} from '../../orders/index.js';
import { nextAcceptanceStep, type AcceptanceStep } from './acceptance-policy.js';
import { settlingOf, type Circumstances, type PosAtPlace, type Settling } from './settling-policy.js';
import { nextVoidStep, type TicketPlace, type VoidAbility, type VoidStep } from './void-policy.js';

/** What is to be done about an order next. */
export type DeliveryStep =
  | VoidStep
  | AcceptanceStep
  /** Send it, as this attempt, once the business clock shows `at`. */
  | { readonly kind: 'start'; readonly attempt: number; readonly at: string }
  /** Find out what became of this claim. */
  | { readonly kind: 'settle'; readonly claim: Claim; readonly by: Exclude<Settling, 'nobody'> }
  /** Tell a person: nothing may be sent any more, or nothing shows whether it arrived. */
  | { readonly kind: 'escalate'; readonly cause: 'gave-up' | 'cannot-settle'; readonly detail: string };

/** The business clock, and real time, in milliseconds since the Unix epoch, on a clock that may be so far off. */
export interface Now extends Omit<Circumstances, 'isWanted'> {
  readonly business: string;
}

/** What the POS at a place can do; undefined where none is configured there. */
export type PosAt = (place: TicketPlace) => PosAtPlace | undefined;

const NONE: DeliveryStep = { kind: 'none' };

/**
 * Decides from an order's own history and what its POS can do. Never two claims at a time, never a claim after its time is
 * up, nothing sent of an order that was called off, and nothing at all on a closed day: there a person is told of a
 * live ticket that should not be.
 */
export const nextDeliveryStep = (
  day: OpenedDay,
  order: ConfirmedOrder,
  now: Now,
  posAt: PosAt,
): DeliveryStep => {
  if (order.delivery.state === 'delivered') return nextStepOfDelivered(day, order, now, posAt);
  if (day.closed || order.status !== 'confirmed') return NONE;
  return order.escalation === undefined
    ? nextStepOfOwed(day, order, now, posAt)
    : nextStepOfPersons(day, order, now, posAt);
};

const nextStepOfDelivered = (day: OpenedDay, order: ConfirmedOrder, now: Now, posAt: PosAt): DeliveryStep => {
  const step = nextVoidStep(order, place => (day.closed ? 'day-closed' : abilityOf(posAt(place))));
  const isSettled = order.status !== 'confirmed' || (order.cancellation ?? order.escalation) !== undefined;
  return day.closed || isSettled ? step : nextAcceptanceStep(order, now.business, posAt);
};

const abilityOf = (pos: PosAtPlace | undefined): VoidAbility => {
  if (pos === undefined) return 'not-configured';
  return pos.capabilities.voids ? 'voids' : 'never-voids';
};

const nextStepOfOwed = (day: OpenedDay, order: ConfirmedOrder, now: Now, posAt: PosAt): DeliveryStep => {
  const { delivery, cancellation } = order;
  const claim = openClaimOf(delivery);
  if (claim === undefined && (cancellation !== undefined || delivery.state !== 'waiting')) return NONE;
  if (now.business > sendableUntil(day, order)) {
    return { kind: 'escalate', cause: 'gave-up', detail: detailOf(delivery.attempts, claim) };
  }
  if (claim !== undefined) {
    return (
      settle(day, order, now, posAt) ?? { kind: 'escalate', cause: 'cannot-settle', detail: lost(claim) }
    );
  }
  return { kind: 'start', attempt: delivery.attempts + 1, at: startsAt(day, order) };
};

/** What a person has goes no further, but for a calling off: whether there is a ticket to take back has to be known. */
const nextStepOfPersons = (day: OpenedDay, order: ConfirmedOrder, now: Now, posAt: PosAt): DeliveryStep =>
  order.cancellation === undefined ? NONE : (settle(day, order, now, posAt) ?? NONE);

/** Undefined where nothing is open, or nothing but a person can tell what became of it. */
const settle = (day: OpenedDay, order: ConfirmedOrder, now: Now, posAt: PosAt): DeliveryStep | undefined => {
  const claim = openClaimOf(order.delivery);
  if (claim === undefined) return undefined;
  const pos = posAt(claim);
  // Whoever may be configured after a restart is waited for, until give-up.
  if (pos === undefined) return { kind: 'settle', claim, by: 'wait' };
  const isWanted = order.cancellation === undefined && !order.forgotten && isStillOf(day, claim);
  const by = settlingOf(claim, pos, { ...now, isWanted });
  return by === 'nobody' ? undefined : { kind: 'settle', claim, by };
};

/** Nothing is sent to an account that the store has left, be it once more. */
const isStillOf = ({ plan: { posAccount } }: OpenedDay, { account, location }: Claim): boolean =>
  posAccount.account === account && posAccount.location === location;

/** What an operator ordered is due at once. */
const startsAt = (day: OpenedDay, { slot, delivery, confirmedAt }: ConfirmedOrder): string =>
  delivery.state === 'waiting' && delivery.until !== undefined ? confirmedAt : dueAt(day, slot);

const lost = ({ attempt }: Claim): string =>
  `nobody knows whether attempt ${attempt} arrived: the POS answers no look-ups, has shown no ticket so far, and may ` +
  'not know the order again if it is sent once more; a ticket may exist';

const detailOf = (attempts: number, claim: Claim | undefined): string => {
  if (claim !== undefined) {
    return `the POS never said whether it has attempt ${claim.attempt}; a ticket may exist`;
  }
  return attempts === 0 ? 'it could not be sent in time' : `none of ${attempts} attempts reached the POS`;
};
