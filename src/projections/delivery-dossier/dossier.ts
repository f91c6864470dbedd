import type { OrderEvent } from '../../orders/index.js';

/** One thing that became known of an attempt. */
export interface Outcome {
  /** Business time at which it was recorded, and how long after the start. */
  readonly at: string;
  readonly latencyMs: number;
  readonly outcome:
    'accepted' | 'rejected' | 'not-sent' | 'unknown' | 'proven-absent' | 'not-shown' | 'voided' | 'refused';
  /** Whether anything of the attempt has reached the POS. */
  readonly bytesSent: 'yes' | 'no' | 'maybe';
  readonly learnedBy?: string;
  readonly ticketId?: string;
  /** What the POS, or the failure, said. */
  readonly detail?: string;
}

/** A claim to send an order, or to have its ticket taken back, and what came of it. */
export interface DossierAttempt {
  readonly what: 'delivery' | 'void';
  readonly attempt: number;
  readonly startedAt: string;
  readonly account: string;
  readonly location: string;
  readonly endpoint: string;
  readonly adapter: string;
  readonly epoch: number;
  /** Real UTC after which its first byte may not leave. */
  readonly sendBy: string;
  /** When it was claimed to be sent once more under the same key. */
  readonly resent: readonly { readonly at: string; readonly epoch: number; readonly sendBy: string }[];
  /** Oldest first; the last one stands. While there is none, nobody knows what became of it. */
  readonly outcomes: readonly Outcome[];
}

export interface DossierEscalation {
  readonly at: string;
  readonly cause: string;
  readonly detail: string;
  readonly deadline: string;
  readonly attempts: number;
  /** True where a ticket may exist all the same. */
  readonly outcomeOpen: boolean;
}

export interface DossierDecision {
  readonly at: string;
  readonly type: OrderEvent['type'];
  readonly actor: string;
  readonly why?: string;
}

/** What the POS has said of the ticket. `posAt` is its own time, and is compared with nothing of ours. */
export interface TicketNews {
  readonly at: string;
  readonly type: OrderEvent['type'];
  readonly ticketId: string;
  readonly posAt: string;
}

/** Everything that is known of the handing over of one order. */
export interface Dossier {
  readonly attempts: readonly DossierAttempt[];
  readonly escalations: readonly DossierEscalation[];
  /** What people and storefronts decided about the order. */
  readonly decisions: readonly DossierDecision[];
  readonly ticket: readonly TicketNews[];
}

export const EMPTY_DOSSIER: Dossier = { attempts: [], escalations: [], decisions: [], ticket: [] };
