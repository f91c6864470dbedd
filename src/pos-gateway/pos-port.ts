import type { PosCapabilities } from './domain/pos-capabilities.js';

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

/** A status of ours: the POS has the order, and its kitchen does not see it. */
export const NOT_SHOWN = 'not-shown';

/** `status` is translated like those of the feed; `version` and `at` are as there. */
export type FindOutcome =
  | {
      readonly kind: 'found';
      readonly ticketId: string;
      readonly status: string;
      readonly version: number;
      readonly at: string;
    }
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

/** Where the reading of a feed begins: behind a cursor, at an instant of the POS's own time, or where the feed does. */
export type FeedStart =
  | { readonly kind: 'after'; readonly cursor: string }
  | { readonly kind: 'since'; readonly at: string }
  | { readonly kind: 'beginning' };

/** The POS does not know a cursor, or not any more: the reading has to begin elsewhere. */
export class CursorRefused extends Error {
  override readonly name = 'CursorRefused';
}

/** What came is no page of a feed, and nothing of it is believed. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused';
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
  /**
   * Hands an order over under its key, which is the same for every attempt and never used with another body. `sendByMs`
   * is monotonic time, checked before the call: past it nothing is sent. `notAfter` is real UTC, told to a POS that
   * heeds it: past it the order may not come to its store any more. Never throws.
   */
  deliver(ticket: Ticket, key: string, sendByMs: number, notAfter: string): Promise<DeliverOutcome>;
  /** Looks for the ticket of an order; of several, for the one that is named. Never throws. */
  find(location: string, orderId: string, ticketId?: string): Promise<FindOutcome>;
  /** Has a ticket taken back. `sendByMs` is as for `deliver`. Never throws. */
  void(ticket: TicketToVoid, sendByMs: number): Promise<VoidOutcome>;
  /** One page of changes. Throws when the POS does not answer sensibly: CursorRefused, or PageRefused, where it is that. */
  changes(location: string, from: FeedStart): Promise<ChangesPage>;
  close(): Promise<void>;
}
