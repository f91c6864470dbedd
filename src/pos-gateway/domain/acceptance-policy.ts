import { acknowledgedUntil, isOnlyRelayed, type Claim, type ConfirmedOrder } from '../../orders/index.js';
import type { PosAtPlace } from './settling-policy.js';

/** An acceptance is no end: the ticket has to be there. */
export type AcceptanceStep =
  | { readonly kind: 'none' }
  /** See, once the business clock shows `at`, whether the ticket that the POS accepted is there. */
  | { readonly kind: 'verify'; readonly ticketId: string; readonly claim: Claim; readonly at: string }
  | { readonly kind: 'escalate'; readonly cause: 'not-acknowledged'; readonly detail: string };

/** Business time for which a POS that cannot tell is asked again. */
const VERIFY_FOR_MINUTES = 15;
const MINUTE_MS = 60_000;

const NONE = { kind: 'none' } as const;

/**
 * What a kitchen has not acknowledged by the time nothing can be sent any more is looked for: there is just time left
 * for a person to do something. Of what a relay accepted its store has to say so a little later, or that person is told.
 */
export const nextAcceptanceStep = (
  order: ConfirmedOrder,
  now: string,
  posAt: (place: Claim) => PosAtPlace | undefined,
): AcceptanceStep => {
  const accepted = unseen(order);
  if (accepted === undefined) return NONE;
  const { claim, ticketId } = accepted;
  const looksUp = (posAt(claim)?.capabilities.lookup ?? 'none') !== 'none';
  if (isOnlyRelayed(order)) return ofRelayed(claim, ticketId, { now, looksUp });
  return looksUp && now <= later(claim.deadline)
    ? { kind: 'verify', ticketId, claim, at: claim.deadline }
    : NONE;
};

/** A ticket of ours that no kitchen has acknowledged, and the claim that made it. */
const unseen = ({
  delivery,
  kitchen,
}: ConfirmedOrder): { readonly claim: Claim; readonly ticketId: string } | undefined => {
  if (delivery.state !== 'delivered' || kitchen !== 'none') return undefined;
  const { claim, ticketId } = delivery;
  return claim === undefined || ticketId === undefined ? undefined : { claim, ticketId };
};

const ofRelayed = (
  claim: Claim,
  ticketId: string,
  { now, looksUp }: { readonly now: string; readonly looksUp: boolean },
): AcceptanceStep => {
  const at = acknowledgedUntil(claim.deadline);
  if (looksUp || now < at) return { kind: 'verify', ticketId, claim, at };
  return { kind: 'escalate', cause: 'not-acknowledged', detail: neverAcknowledged(ticketId) };
};

export const neverAcknowledged = (ticketId: string): string =>
  `a relay took it as ${ticketId}, and its store never said that it has it; a ticket may come all the same`;

const later = (deadline: string): string =>
  new Date(Date.parse(deadline) + VERIFY_FOR_MINUTES * MINUTE_MS).toISOString();
