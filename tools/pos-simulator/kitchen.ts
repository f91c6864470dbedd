import type { BusinessClock, BusinessTimers, Instant } from '../../src/platform/clock/index.js';
import { nextStepOf } from './kitchen-plan.js';
import type { LedgerRecord } from './ledger-record.js';
import type { Ledger } from './ledger.js';
import type { PosOrder, Ticket, TicketStatus } from './ticket.js';
import type { Tickets } from './tickets.js';

const TICKET_NUMBER_DIGITS = 6;

export type VoidOutcome = 'voided' | 'unknown' | 'already-collected';
export type IntegrationVoidOutcome = 'voided' | 'unknown' | 'already-begun';

/** Until it is being cooked, a ticket is taken back without a word from the counter. */
const VOIDABLE_FROM_OUTSIDE: ReadonlySet<TicketStatus> = new Set(['received', 'acknowledged', 'voided']);

export interface KitchenParts {
  readonly tickets: Tickets;
  readonly ledger: Ledger;
  readonly clock: BusinessClock;
  readonly timers: BusinessTimers;
  readonly seed: number;
}

/**
 * Takes orders in and moves tickets along on the business clock. Every decision is applied to the tickets at once
 * and appended to the ledger; whoever tells it to the outside first waits until the ledger is durable.
 */
export class Kitchen {
  constructor(private readonly parts: KitchenParts) {}

  /** Sets the alarm of every ticket the ledger left unfinished. */
  resume(): void {
    for (const ticket of this.parts.tickets.receivedAfter()) this.schedule(ticket);
  }

  /** Makes a ticket, whether or not this reference was seen before: that is what such a POS does. */
  receive(location: string, order: PosOrder): Ticket {
    const ticketId = `t-${String(this.parts.tickets.count + 1).padStart(TICKET_NUMBER_DIGITS, '0')}`;
    return this.record({ type: 'ticket-received', ticketId, location, at: this.parts.clock.now(), order });
  }

  /** Voids a ticket at the counter. Voiding it again changes nothing. */
  void(ticketId: string): VoidOutcome {
    const ticket = this.parts.tickets.get(ticketId);
    if (ticket === undefined) return 'unknown';
    if (ticket.status === 'collected') return 'already-collected';
    if (ticket.status !== 'voided') this.move(ticket, 'voided', this.parts.clock.now());
    return 'voided';
  }

  /** Voids a ticket of this location because an integration asks for it. Voiding it again changes nothing. */
  voidFromOutside(location: string, ticketId: string, reason: string): IntegrationVoidOutcome {
    const ticket = this.parts.tickets.get(ticketId);
    if (ticket?.location !== location) return 'unknown';
    if (!VOIDABLE_FROM_OUTSIDE.has(ticket.status)) return 'already-begun';
    if (ticket.status !== 'voided') this.move(ticket, 'voided', this.parts.clock.now(), reason);
    return 'voided';
  }

  private move({ ticketId, version }: Ticket, status: TicketStatus, at: Instant, reason?: string): void {
    const why = reason === undefined ? {} : { reason };
    this.record({ type: 'ticket-moved', ticketId, status, version: version + 1, at, ...why });
  }

  private record(record: LedgerRecord): Ticket {
    const ticket = this.parts.tickets.apply(record);
    this.parts.ledger.append(record);
    this.schedule(ticket);
    return ticket;
  }

  /**
   * A move carries the instant it was due, not the one the alarm went off: a kitchen does not dawdle because
   * this process was stopped for a while.
   */
  private schedule(ticket: Ticket): void {
    const step = nextStepOf(ticket, this.parts.seed);
    if (step === undefined) this.parts.timers.cancel(ticket.ticketId);
    else this.parts.timers.set(ticket.ticketId, step.at, () => this.move(ticket, step.status, step.at));
  }
}
