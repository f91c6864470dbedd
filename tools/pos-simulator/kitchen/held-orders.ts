import type { LedgerRecord, RecordOf } from '../ledger/ledger-record.js';

export type HeldState = 'held' | 'shown' | 'failed';

/** An order that was accepted before a kitchen sees it, or instead. */
export type HeldOrder = Omit<RecordOf<'order-held'>, 'type'> & {
  readonly state: HeldState;
  /** Why it failed. */
  readonly why?: string;
};

/** The orders between their acceptance and the kitchen, as the ledger's records tell them. */
export class HeldOrders {
  private readonly byId = new Map<string, HeldOrder>();
  private readonly idsByReference = new Map<string, string[]>();
  private shown = 0;

  apply(record: LedgerRecord): void {
    switch (record.type) {
      case 'order-held': {
        const { type: _, ...order } = record;
        this.byId.set(order.ticketId, { ...order, state: 'held' });
        const { reference } = order.order;
        this.idsByReference.set(reference, [...(this.idsByReference.get(reference) ?? []), order.ticketId]);
        return;
      }
      case 'ticket-received':
        if (this.byId.has(record.ticketId)) this.shown += 1;
        return this.become(record.ticketId, { state: 'shown' });
      case 'order-failed':
        return this.become(record.ticketId, { state: 'failed', why: record.why });
      case 'ticket-moved':
      case 'account-suspended':
      case 'account-restored':
      case 'webhook-subscribed':
      case 'webhook-secrets-changed':
      case 'webhook-removed':
      case 'webhook-settled':
        return;
    }
  }

  /** How many were never shown to a kitchen, or not yet. */
  get unshown(): number {
    return this.byId.size - this.shown;
  }

  get(ticketId: string): HeldOrder | undefined {
    return this.byId.get(ticketId);
  }

  all(): Iterable<HeldOrder> {
    return this.byId.values();
  }

  withReference(reference: string): readonly HeldOrder[] {
    const ids = this.idsByReference.get(reference) ?? [];
    return ids.map(id => this.byId.get(id)).filter(order => order !== undefined);
  }

  private become(ticketId: string, change: Pick<HeldOrder, 'state' | 'why'>): void {
    const order = this.byId.get(ticketId);
    if (order !== undefined) this.byId.set(ticketId, { ...order, ...change });
  }
}
