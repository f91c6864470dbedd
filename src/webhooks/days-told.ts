import type { EventStore, RecordedEvent } from '../event-sourcing/index.js';
import { serviceDayKind, placeOfStream } from '../orders/index.js';
import { positionHeader } from '../platform/requests/index.js';
import { hearOf, untoldDay, type DayTold } from './domain/day-told.js';
import { isTold, tidingsIn, type Tidings } from './domain/webhook.js';
import type { Webhook } from './outbox/index.js';

/** Days kept in memory; those heard of least recently are read again where they are needed. */
const DAYS_MAX = 2_000;

/** Turns events into webhooks: reads of each day what they say no more than a part of. */
export class DaysTold {
  private readonly days = new Map<string, DayTold>();

  constructor(private readonly store: EventStore) {}

  async webhooksIn(events: readonly RecordedEvent[]): Promise<readonly Webhook[]> {
    const webhooks: Webhook[] = [];
    for (const recorded of events) {
      const tidings = await this.hear(recorded);
      if (tidings !== undefined) webhooks.push(this.webhookOf(recorded, tidings));
    }
    return webhooks;
  }

  private async hear(recorded: RecordedEvent): Promise<Tidings | undefined> {
    const { stream, revision, type } = recorded;
    const known = this.days.get(stream)?.revision ?? -1n;
    // What leaves a gap is read when something is to be told: until then nobody needs it.
    if (revision !== known + 1n && !isTold(type)) return undefined;
    const day = await this.dayBefore(recorded);
    fold(day, recorded);
    if (day.closed) this.days.delete(stream);
    return isTold(type) ? tidingsIn(serviceDayKind.eventTypes.recognise(recorded), day) : undefined;
  }

  private async dayBefore(recorded: RecordedEvent): Promise<DayTold> {
    const known = this.days.get(recorded.stream);
    const isAhead = known !== undefined && known.revision >= recorded.revision;
    const day = this.keep(recorded.stream, known === undefined || isAhead ? untoldDay() : known);
    await this.readBefore(day, recorded);
    return day;
  }

  /** Reads what is missing of a day before an event. */
  private async readBefore(day: DayTold, { stream, revision }: RecordedEvent): Promise<void> {
    const from = day.revision + 1n;
    const limit = Number(revision - from);
    if (limit <= 0) return;
    for await (const recorded of this.store.readStream(stream, { from, limit })) fold(day, recorded);
  }

  private keep(stream: string, day: DayTold): DayTold {
    this.days.delete(stream);
    this.days.set(stream, day);
    const [oldest] = this.days.keys();
    if (this.days.size > DAYS_MAX && oldest !== undefined) this.days.delete(oldest);
    return day;
  }

  private webhookOf(recorded: RecordedEvent, { type, orderId, slot, principal, data }: Tidings): Webhook {
    const { id: webhookId, position, stream, metadata } = recorded;
    const body = {
      webhookId,
      type,
      orderId,
      storeId: placeOfStream(stream).storeId,
      slot,
      position: positionHeader(this.store.logId, position),
      occurredAt: metadata.decidedAt,
      data,
    };
    return { webhookId, position, type, orderId, principal, body: JSON.stringify(body) };
  }
}

/** Types of events that a day is made of here; of any other, no more than its place counts. */
const HEARD: readonly string[] = ['ServiceDayOpened', 'ServiceDayClosed', 'OrderConfirmed', 'OrderMoved'];

const fold = (day: DayTold, recorded: RecordedEvent): void => {
  if (HEARD.includes(recorded.type)) {
    hearOf(day, serviceDayKind.eventTypes.recognise(recorded), recorded.metadata.actor);
  }
  day.revision = recorded.revision;
};
