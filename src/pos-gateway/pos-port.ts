/** So many calls in any window of `perMs`, or so many at once, for the whole account or for each of its locations. */
export type PosLimit =
  | {
      readonly scope: 'account' | 'location';
      /** The calls it counts; all of them without. */
      readonly operation?: 'deliver' | 'void' | 'find' | 'changes' | undefined;
      readonly requests: number;
      readonly perMs: number;
    }
  | { readonly scope: 'account' | 'location'; readonly concurrent: number };

/** What a POS can do. Policy reads this and never a vendor's name. Durations are real milliseconds. */
export interface PosCapabilities {
  /** How long the same key surely makes no second ticket. What is `unknown` is never relied on. */
  readonly dedupeWindowMs: number | 'none' | 'unlimited' | 'unknown';
  /** Whether it tells the ticket of an order when asked, or only among all of its tickets, or not at all. */
  readonly lookup: 'direct' | 'scan' | 'none';
  /** How long after it was taken a ticket may still be missing from a look-up. */
  readonly visibilityLagMs: number;
  /** Whether it drops an order that it could not show to its store before an instant it is told. */
  readonly notAfter: boolean;
  /** Whose word an acceptance is: the POS's, or that of a relay which has yet to bring the order to its store. */
  readonly acceptedMeans: 'pos' | 'relay';
  /** Whether it takes a ticket back when asked to. */
  readonly voids: boolean;
  readonly feed: {
    /** Whether a reading from an instant tells what changed at that very instant as well. */
    readonly bounds: 'inclusive' | 'exclusive';
    readonly pageSize: number;
    /** The shortest pause between two pages of one location. */
    readonly minIntervalMs: number;
  };
  readonly limits: readonly PosLimit[];
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
