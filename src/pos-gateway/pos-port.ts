/** What a POS can do. Policy reads this and never a vendor's name. Durations are real milliseconds. */
export interface PosCapabilities {
  /** How long the same key surely makes no second ticket. */
  readonly dedupeWindowMs: number | 'none' | 'unlimited' | 'unknown';
  readonly lookup: 'direct' | 'scan' | 'none';
  /** How long after it was taken a ticket may still be missing from a look-up. */
  readonly visibilityLagMs: number;
  /** Whether it takes a ticket back when asked to. */
  readonly voids: boolean;
  readonly feed: { readonly pageSize: number; readonly minIntervalMs: number };
}

/** An order as it is handed over, rendered and frozen: the bytes that leave, and what the answer must refer to. */
export interface Ticket {
  readonly orderId: string;
  readonly location: string;
  readonly body: string;
}

export type DeliverOutcome =
  | { readonly kind: 'accepted'; readonly ticketId: string }
  /** The POS's final word. */
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string }
  /** Surely nothing arrived; `proof` says how we know. */
  | { readonly kind: 'not-sent'; readonly proof: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** `status` is translated like those of the feed. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly ticketId: string; readonly status: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'cannot-tell'; readonly why: string };

/** A ticket that is to be taken back, and why. */
export interface TicketToVoid {
  readonly location: string;
  readonly ticketId: string;
  readonly reason: string;
}

export type VoidOutcome =
  | { readonly kind: 'voided' }
  /** The POS's final word: the ticket stays. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Surely nothing arrived; `proof` says how we know. */
  | { readonly kind: 'not-sent'; readonly proof: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** One change of a ticket as the POS's feed tells it; `status` is translated, unknown ones stay as they are. */
export interface TicketChange {
  readonly ticketId: string;
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
  readonly at: string;
}

export interface ChangesPage {
  readonly changes: readonly TicketChange[];
  /** Tickets of this page that say nothing sensible. */
  readonly unreadable: number;
  /** Where to read on; the POS's own word, opaque. */
  readonly next: string;
  readonly more: boolean;
}

/** A Point of Sale. One instance speaks to one account. */
export interface PosAdapter {
  readonly name: string;
  readonly endpoint: string;
  readonly capabilities: PosCapabilities;
  /** The longest a call takes, its whole answer included, in real milliseconds. */
  readonly requestTimeoutMs: number;
  /** Hands an order over. `sendByMs` is monotonic time, checked before the call: past it nothing is sent. Never throws. */
  deliver(ticket: Ticket, sendByMs: number): Promise<DeliverOutcome>;
  /** Looks for the ticket of an order; of several, for the one that is named. Never throws. */
  find(location: string, orderId: string, ticketId?: string): Promise<FindOutcome>;
  /** Has a ticket taken back. `sendByMs` is as for `deliver`. Never throws. */
  void(ticket: TicketToVoid, sendByMs: number): Promise<VoidOutcome>;
  /** The changes after `cursor`; undefined reads from the beginning. Throws when the POS does not answer sensibly. */
  changes(location: string, cursor: string | undefined): Promise<ChangesPage>;
  close(): Promise<void>;
}
