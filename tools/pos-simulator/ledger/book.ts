import { Changes } from '../feed/changes.js';
import { HeldOrders } from '../kitchen/held-orders.js';
import type { Ticket } from '../kitchen/ticket.js';
import { Tickets } from '../kitchen/tickets.js';
import { Suspensions } from '../limits/suspensions.js';
import { FirstAnswers } from '../profiles/first-answers.js';
import { eventOf } from '../webhooks/pos-events.js';
import { Subscriptions } from '../webhooks/subscriptions.js';
import type { LedgerRecord } from './ledger-record.js';
import type { Ledger } from './ledger.js';

/** Hears of a ticket that was made or moved, and of any record; not of those that are read back at a start. */
type TicketListener = (ticket: Ticket) => void;
type Listener = () => void;

/**
 * Everything the ledger says, and the one way to add to it. A record is applied at once and on disk a little later;
 * whoever tells it to the outside first waits until the ledger is durable.
 */
export class Book {
  readonly tickets = new Tickets();
  readonly changes = new Changes();
  readonly held = new HeldOrders();
  readonly firstAnswers = new FirstAnswers();
  readonly suspensions = new Suspensions();
  readonly subscriptions = new Subscriptions();
  private readonly listeners: Listener[] = [];
  private readonly ticketListeners: TicketListener[] = [];
  private ledger: Ledger | undefined;

  writeTo(ledger: Ledger): void {
    this.ledger = ledger;
  }

  onRecord(listener: Listener): void {
    this.listeners.push(listener);
  }

  onTicket(listener: TicketListener): void {
    this.ticketListeners.push(listener);
  }

  record(record: LedgerRecord): void {
    if (this.ledger === undefined) throw new Error('the book has no ledger yet');
    const ticket = this.apply(record);
    this.ledger.append(record);
    if (ticket !== undefined) for (const listener of this.ticketListeners) listener(ticket);
    for (const listener of this.listeners) listener();
  }

  /** Answers the ticket that the record is about, if any. */
  apply(record: LedgerRecord): Ticket | undefined {
    this.held.apply(record);
    const ticket = this.tickets.apply(record);
    if (ticket !== undefined) this.changes.note(ticket);
    this.firstAnswers.apply(record);
    this.suspensions.apply(record);
    this.subscriptions.apply(record, eventOf(record, ticket, this.held));
    return ticket;
  }
}
