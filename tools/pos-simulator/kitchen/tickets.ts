import type { Instant } from '../../../src/platform/clock/index.js';
import type { LedgerRecord, TicketMoved, TicketReceived } from '../ledger/ledger-record.js';
import type { Ticket, TicketStatus } from './ticket.js';

/** What the judge says: how many tickets the kitchens saw, and how many of them were one too many. */
export interface Tally {
  readonly tickets: number;
  /** Tickets that were not voided. */
  readonly live: number;
  /** Live tickets beyond the first of the same reference, at whatever location. */
  readonly duplicate: number;
  readonly byStatus: Readonly<Record<TicketStatus, number>>;
}

/** The tickets as the ledger's records tell them, with an index for every question that is asked of them. */
export class Tickets {
  private readonly inOrder: Ticket[] = [];
  private readonly positionById = new Map<string, number>();
  private readonly positionsByReference = new Map<string, number[]>();
  private readonly liveByReference = new Map<string, number>();
  private duplicate = 0;
  private newest: Instant | undefined;
  private readonly byStatus: Record<TicketStatus, number> = {
    received: 0,
    acknowledged: 0,
    preparing: 0,
    ready: 0,
    collected: 0,
    voided: 0,
  };

  /** Answers the ticket as it is now; undefined where the record is about something else. */
  apply(record: LedgerRecord): Ticket | undefined {
    switch (record.type) {
      case 'ticket-received':
        return this.receive(record);
      case 'ticket-moved':
        return this.move(record);
      case 'order-held':
      case 'order-failed':
        this.noteInstant(record.at);
        return undefined;
      case 'account-suspended':
      case 'account-restored':
      case 'webhook-subscribed':
      case 'webhook-secrets-changed':
      case 'webhook-removed':
      case 'webhook-settled':
        return undefined;
    }
  }

  get count(): number {
    return this.inOrder.length;
  }

  /** The latest instant any record tells; undefined when there is none. */
  get newestInstant(): Instant | undefined {
    return this.newest;
  }

  get(ticketId: string): Ticket | undefined {
    return this.at(this.positionById.get(ticketId));
  }

  /** All tickets of this reference, at every location, oldest first. */
  withReference(reference: string): readonly Ticket[] {
    return this.all(this.positionsByReference.get(reference) ?? []);
  }

  /** The tickets received after `ticketId`, oldest first; from the beginning without one. */
  *receivedAfter(ticketId?: string): Generator<Ticket> {
    const before = ticketId === undefined ? undefined : this.positionById.get(ticketId);
    for (let position = (before ?? -1) + 1; position < this.inOrder.length; position += 1) {
      yield* this.all([position]);
    }
  }

  tally(): Tally {
    const { byStatus, duplicate, count } = this;
    return { tickets: count, live: count - byStatus.voided, duplicate, byStatus: { ...byStatus } };
  }

  /** The references that have at least so many live tickets, in the order of their first ones. */
  referencesWithLive(atLeast: number): readonly string[] {
    return [...this.liveByReference].filter(([, live]) => live >= atLeast).map(([reference]) => reference);
  }

  private receive(record: TicketReceived): Ticket {
    const { ticketId, location, at, order, account, key, realMs } = record;
    if (this.positionById.has(ticketId)) throw new Error(`ticket ${ticketId} was already received`);
    const ticket: Ticket = {
      ticketId,
      location,
      order,
      status: 'received',
      version: 1,
      receivedAt: at,
      updatedAt: at,
      ...(account !== undefined && { account }),
      ...(key !== undefined && { key }),
      ...(realMs !== undefined && { receivedMs: realMs }),
    };
    const position = this.inOrder.push(ticket) - 1;
    this.positionById.set(ticketId, position);
    listIn(this.positionsByReference, order.reference).push(position);
    this.countLive(order.reference, 1);
    this.byStatus.received += 1;
    this.noteInstant(at);
    return ticket;
  }

  private move({ ticketId, status, version, at, reason }: TicketMoved): Ticket {
    const position = this.positionById.get(ticketId);
    const before = this.at(position);
    if (position === undefined || before === undefined) {
      throw new Error(`ticket ${ticketId} was never received`);
    }
    const why = reason === undefined ? {} : { voidReason: reason };
    const ticket: Ticket = { ...before, status, version, updatedAt: at, ...why };
    this.inOrder[position] = ticket;
    this.byStatus[before.status] -= 1;
    this.byStatus[status] += 1;
    if (status === 'voided') this.countLive(ticket.order.reference, -1);
    this.noteInstant(at);
    return ticket;
  }

  private countLive(reference: string, difference: 1 | -1): void {
    const before = this.liveByReference.get(reference) ?? 0;
    const after = before + difference;
    this.liveByReference.set(reference, after);
    this.duplicate += Math.max(0, after - 1) - Math.max(0, before - 1);
  }

  private noteInstant(at: Instant): void {
    if (this.newest === undefined || at > this.newest) this.newest = at;
  }

  private at(position: number | undefined): Ticket | undefined {
    return position === undefined ? undefined : this.inOrder[position];
  }

  private all(positions: readonly number[]): readonly Ticket[] {
    return positions.map(position => this.inOrder[position]).filter(ticket => ticket !== undefined);
  }
}

const listIn = <Item>(lists: Map<string, Item[]>, key: string): Item[] => {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
};
