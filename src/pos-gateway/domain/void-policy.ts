import { ticketToVoid, type Claim, type ConfirmedOrder, type VoidClaim } from '../../orders/index.js';

/** Where a ticket was sent, and so where it can be taken back, whatever account the store has by now. */
export type TicketPlace = Pick<Claim, 'account' | 'location' | 'endpoint'>;

/** What the POS at a place can do about a ticket of ours. */
export type VoidAbility = 'voids' | 'never-voids' | 'not-configured' | 'day-closed';

export type VoidStep =
  | { readonly kind: 'none' }
  /** Have the ticket taken back, for the first time. */
  | { readonly kind: 'void'; readonly ticketId: string; readonly place: TicketPlace }
  /** Find out what became of this claim. */
  | { readonly kind: 'settle-void'; readonly claim: VoidClaim }
  | { readonly kind: 'escalate'; readonly cause: 'cannot-void'; readonly detail: string };

/** Claims to have one ticket taken back; then a person is told. */
export const VOID_TRIES_MAX = 5;
/** Real time after a claim in which its outcome must be known; then a person is told. */
export const VOID_SETTLE_LIMIT_MS = 5 * 60_000;

const NONE = { kind: 'none' } as const;

/** What is to be done about the ticket of an order that was called off. A person who was told of it is left alone. */
export const nextVoidStep = (
  order: ConfirmedOrder,
  abilityAt: (place: TicketPlace) => VoidAbility,
): VoidStep => {
  const ticketId = ticketToVoid(order);
  if (ticketId === undefined || isToldOfTicket(order)) return NONE;
  const open = openVoidOf(order);
  const place = open ?? placeOf(order);
  if (place === undefined) return cannotVoid(liveTicket(ticketId, 'where it was sent is not known'));
  switch (abilityAt(place)) {
    case 'never-voids':
      return cannotVoid(liveTicket(ticketId, 'the POS takes none back'));
    case 'not-configured':
      return cannotVoid(liveTicket(ticketId, `${place.account} at ${place.endpoint} is not configured here`));
    case 'day-closed':
      return cannotVoid(liveTicket(ticketId, 'its day is closed, and nothing of it is sent any more'));
    case 'voids':
      return open === undefined ? { kind: 'void', ticketId, place } : { kind: 'settle-void', claim: open };
  }
};

/** What a person was told of the order before it was called off is another matter. */
const isToldOfTicket = ({ escalation }: ConfirmedOrder): boolean =>
  escalation === 'cannot-void' || escalation === 'void-refused';

/** The claim whose outcome is not known; without an outcome behind it, it is as good as unknown. */
const openVoidOf = ({ voiding }: ConfirmedOrder): VoidClaim | undefined =>
  voiding.state === 'in-flight' || voiding.state === 'unknown' ? voiding.claim : undefined;

const placeOf = ({ delivery }: ConfirmedOrder): TicketPlace | undefined =>
  delivery.state === 'delivered' ? delivery.claim : undefined;

const cannotVoid = (detail: string): VoidStep => ({ kind: 'escalate', cause: 'cannot-void', detail });

const liveTicket = (ticketId: string, why: string): string =>
  `the order is called off and its ticket ${ticketId} is live: ${why}; have it voided at the POS`;

/** What a look-up of a ticket says about the void that may have reached it. */
export type VoidFinding =
  | { readonly kind: 'voided' }
  /** The void surely did nothing: it may be claimed again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'escalate'; readonly detail: string };

interface LookUp {
  /** Status of the ticket; undefined where the look-up could not tell, or showed none. */
  readonly status: string | undefined;
  /** Real time of the look-up. */
  readonly atMs: number;
  /** Real time from which a ticket that is live proves that the void did nothing. */
  readonly provenFromMs: number;
}

const VOIDED = 'voided';

/** A voided ticket is believed at once, a live one only when it is too late for the void to take effect. */
export const findingOfVoid = (
  { attempt, ticketId, sendBy }: VoidClaim,
  { status, atMs, provenFromMs }: LookUp,
): VoidFinding => {
  if (status === VOIDED) return { kind: 'voided' };
  if (status !== undefined && atMs > provenFromMs) {
    if (attempt < VOID_TRIES_MAX) return { kind: 'again' };
    return { kind: 'escalate', detail: liveTicket(ticketId, `none of ${attempt} voids took effect`) };
  }
  return atMs > Date.parse(sendBy) + VOID_SETTLE_LIMIT_MS
    ? { kind: 'escalate', detail: neverTold(ticketId) }
    : { kind: 'wait' };
};

const neverTold = (ticketId: string): string =>
  `the order is called off and the POS never said whether it took its ticket ${ticketId} back; look at the POS`;
