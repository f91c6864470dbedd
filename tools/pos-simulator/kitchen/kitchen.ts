import type {
  BusinessClock,
  BusinessTimers,
  Instant,
  NetworkTime,
} from '../../../src/platform/clock/index.js';
import type { Book } from '../ledger/book.js';
import type { LedgerRecord, RecordOf } from '../ledger/ledger-record.js';
import { nextStepOf } from './kitchen-plan.js';
import type { PosOrder, Ticket, TicketStatus } from './ticket.js';

const TICKET_NUMBER_DIGITS = 6;

export type VoidOutcome = 'voided' | 'unknown' | 'already-collected';
export type IntegrationVoidOutcome = 'voided' | 'unknown' | 'already-begun' | 'moved-on';

/** Until it is being cooked, a ticket is taken back without a word from the counter. */
const VOIDABLE_FROM_OUTSIDE: ReadonlySet<TicketStatus> = new Set(['received', 'acknowledged', 'voided']);

export interface KitchenParts {
  readonly book: Book;
  readonly clock: BusinessClock;
  readonly timers: BusinessTimers;
  readonly network: NetworkTime;
  readonly seed: number;
}

/** Where an order came from. */
export interface Origin {
  readonly account: string;
  readonly key?: string | undefined;
  readonly bodyHash?: string | undefined;
}

/** What is to become of an order that does not come to the kitchen at once. */
export interface Holding {
  /** Real milliseconds from now; null for never. */
  readonly showAfterMs: number | null;
  readonly notAfterMs?: number | undefined;
  readonly failsFor?: string | undefined;
}

/** A void as an integration asks for it. */
export interface VoidAsked {
  readonly location: string;
  readonly ticketId: string;
  readonly reason: string;
  /** The version it believes the ticket to have. */
  readonly version?: number | undefined;
}

/** Takes orders in and moves tickets along on the business clock. */
export class Kitchen {
  private readonly cancels = new Set<() => void>();

  constructor(private readonly parts: KitchenParts) {}

  /** Goes on with every ticket and every held order that the ledger left unfinished. */
  resume(): void {
    const { tickets, held } = this.parts.book;
    for (const ticket of tickets.receivedAfter()) this.schedule(ticket);
    for (const order of held.all()) if (order.state === 'held') this.awaitShowing(order);
  }

  stop(): void {
    for (const cancel of this.cancels) cancel();
  }

  /** Makes a ticket, whether or not this reference was seen before: that is what such a POS does. */
  receive(location: string, order: PosOrder, origin: Origin): Ticket {
    const ticketId = this.nextTicketId();
    const { clock, network } = this.parts;
    this.record({
      type: 'ticket-received',
      ...{ ticketId, location, at: clock.now(), order, realMs: network.utcMs() },
      ...definedOf(origin),
    });
    return this.known(ticketId);
  }

  /** Accepts an order that comes to the kitchen later, or never. Answers its ticket's id. */
  hold(location: string, order: PosOrder, origin: Origin, holding: Holding): string {
    const ticketId = this.nextTicketId();
    const { clock, network, book } = this.parts;
    const realMs = network.utcMs();
    const { showAfterMs, notAfterMs, failsFor } = holding;
    const held: RecordOf<'order-held'> = {
      type: 'order-held',
      ...{ ticketId, location, at: clock.now(), order, realMs },
      showAtMs: showAfterMs === null ? null : realMs + showAfterMs,
      ...definedOf({ ...origin, notAfterMs, failsFor }),
    };
    book.record(held);
    this.awaitShowing(held);
    return ticketId;
  }

  /** Voids a ticket at the counter. Voiding it again changes nothing. */
  void(ticketId: string): VoidOutcome {
    const ticket = this.parts.book.tickets.get(ticketId);
    if (ticket === undefined) return 'unknown';
    if (ticket.status === 'collected') return 'already-collected';
    if (ticket.status !== 'voided') this.move(ticket, 'voided', this.parts.clock.now());
    return 'voided';
  }

  /** Voids a ticket of this location because an integration asks for it. Voiding it again changes nothing. */
  voidFromOutside({ location, ticketId, reason, version }: VoidAsked): IntegrationVoidOutcome {
    const { tickets } = this.parts.book;
    const ticket = tickets.get(ticketId);
    if (ticket === undefined) return this.voidHeld(location, ticketId);
    if (ticket.location !== location) return 'unknown';
    if (!VOIDABLE_FROM_OUTSIDE.has(ticket.status)) return 'already-begun';
    if (ticket.status === 'voided') return 'voided';
    if (version !== undefined && version !== ticket.version) return 'moved-on';
    this.move(ticket, 'voided', this.parts.clock.now(), reason);
    return 'voided';
  }

  /** Has the counter void a ticket a while after it was taken, whatever its sender thinks. */
  voidLater(ticketId: string, afterMs: number): void {
    this.after(afterMs, () => void this.void(ticketId));
  }

  /** An order no kitchen has seen is dropped, and never comes to one. */
  private voidHeld(location: string, ticketId: string): IntegrationVoidOutcome {
    const order = this.parts.book.held.get(ticketId);
    if (order?.location !== location) return 'unknown';
    if (order.state === 'held') this.fail(ticketId, 'VOIDED');
    return 'voided';
  }

  private nextTicketId(): string {
    const { tickets, held } = this.parts.book;
    return `t-${String(tickets.count + held.unshown + 1).padStart(TICKET_NUMBER_DIGITS, '0')}`;
  }

  private awaitShowing(order: Omit<RecordOf<'order-held'>, 'type'>): void {
    if (order.showAtMs === null) return;
    this.after(Math.max(0, order.showAtMs - this.parts.network.utcMs()), () => this.show(order.ticketId));
  }

  private show(ticketId: string): void {
    const { book, network, clock } = this.parts;
    const order = book.held.get(ticketId);
    if (order?.state !== 'held') return;
    const { location, order: content, account, key, bodyHash, notAfterMs, failsFor } = order;
    const realMs = network.utcMs();
    if (failsFor !== undefined) return this.fail(ticketId, failsFor);
    if (notAfterMs !== undefined && realMs > notAfterMs) return this.fail(ticketId, 'NOT_AFTER_PASSED');
    this.record({
      type: 'ticket-received',
      ...{ ticketId, location, at: clock.now(), order: content, realMs },
      ...definedOf({ account, key, bodyHash }),
    });
  }

  private fail(ticketId: string, why: string): void {
    this.parts.book.record({ type: 'order-failed', ticketId, at: this.parts.clock.now(), why });
  }

  private move({ ticketId, version }: Ticket, status: TicketStatus, at: Instant, reason?: string): void {
    this.record({
      type: 'ticket-moved',
      ...{ ticketId, status, version: version + 1, at },
      ...definedOf({ reason }),
    });
  }

  private record(record: Extract<LedgerRecord, { type: 'ticket-received' | 'ticket-moved' }>): void {
    this.parts.book.record(record);
    this.schedule(this.known(record.ticketId));
  }

  private known(ticketId: string): Ticket {
    const ticket = this.parts.book.tickets.get(ticketId);
    if (ticket === undefined) throw new Error(`ticket ${ticketId} is not in the book`);
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

  private after(ms: number, run: () => void): void {
    const cancel = this.parts.network.after(ms, () => {
      this.cancels.delete(cancel);
      run();
    });
    this.cancels.add(cancel);
  }
}

type Defined<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

/** The same without what is undefined: a line of the ledger says what there is. */
const definedOf = <Values extends object>(values: Values): Defined<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
