import type { LedgerRecord, RecordOf } from '../ledger/ledger-record.js';
import type { PosEvent } from './pos-events.js';

/** Events that may wait to be told. Whoever lets more pile up loses the newest ones: webhooks are hints. */
const PENDING_MAX = 10_000;

type Settled = RecordOf<'webhook-settled'>['outcome'];

export interface Subscription {
  readonly id: string;
  readonly url: string;
  /** One, or two while they are being changed; every event is signed with each. */
  readonly secrets: readonly string[];
  readonly account?: string | undefined;
  readonly location?: string | undefined;
}

/** An event on its way to one subscriber. */
export interface PendingEvent {
  readonly eventId: string;
  readonly subscription: string;
  readonly event: PosEvent;
}

/** Who is told of events, and which ones they have not been told yet. A restart tells these. */
export class Subscriptions {
  private readonly byId = new Map<string, Subscription>();
  private readonly pendingById = new Map<string, PendingEvent>();
  private readonly outcomes = new Map<string, Record<Settled, number>>();
  private fresh: PendingEvent[] = [];
  /** How many there ever were. */
  count = 0;

  apply(record: LedgerRecord, event: PosEvent | undefined): void {
    if (event !== undefined) return this.queue(event);
    if (record.type === 'webhook-subscribed') {
      const { type: _, ...subscription } = record;
      this.byId.set(record.id, subscription);
      this.count += 1;
    }
    if (record.type === 'webhook-secrets-changed') {
      const subscription = this.byId.get(record.id);
      if (subscription !== undefined) this.byId.set(record.id, { ...subscription, secrets: record.secrets });
    }
    if (record.type === 'webhook-removed') this.byId.delete(record.id);
    if (record.type === 'webhook-settled') this.settle(record);
  }

  get(id: string): Subscription | undefined {
    return this.byId.get(id);
  }

  list() {
    const pending = [...this.pendingById.values()];
    return [...this.byId.values()].map(subscription => ({
      ...subscription,
      pending: pending.filter(each => each.subscription === subscription.id).length,
      ...this.outcomesOf(subscription.id),
    }));
  }

  isPending(eventId: string): boolean {
    return this.pendingById.has(eventId);
  }

  /** The events that became pending since this was last asked. */
  takeFresh(): readonly PendingEvent[] {
    const fresh = this.fresh.filter(({ eventId }) => this.pendingById.has(eventId));
    this.fresh = [];
    return fresh;
  }

  private queue(event: PosEvent): void {
    for (const { id, account, location } of this.byId.values()) {
      const isMeant =
        (account ?? event.account) === event.account && (location ?? event.location) === event.location;
      if (!isMeant || this.pendingById.size >= PENDING_MAX) continue;
      const pending = { eventId: `${id}.${event.ticketId}.${event.version}`, subscription: id, event };
      this.pendingById.set(pending.eventId, pending);
      this.fresh.push(pending);
    }
  }

  private settle({ eventId, outcome }: RecordOf<'webhook-settled'>): void {
    const pending = this.pendingById.get(eventId);
    if (pending === undefined) return;
    this.pendingById.delete(eventId);
    const { subscription } = pending;
    const before = this.outcomesOf(subscription);
    this.outcomes.set(subscription, { ...before, [outcome]: before[outcome] + 1 });
  }

  private outcomesOf(id: string): Record<Settled, number> {
    return this.outcomes.get(id) ?? { told: 0, 'given-up': 0, lost: 0 };
  }
}
