import { Inject, Injectable } from '@nestjs/common';
import {
  EVENT_STORE,
  EventUnknownToNode,
  type EventStore,
  type RecordedEvent,
} from '../../event-sourcing/index.js';
import { serviceDayKind, serviceDayStream, type OrderPlace } from '../../orders/index.js';
import { positionHeader } from '../../platform/requests/index.js';
import { inWords } from './event-words.js';

export interface HistoryEntry {
  /** The stream's own time. */
  readonly at: string;
  readonly type: string;
  readonly words: string;
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  readonly revision: string;
  readonly position: string;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** The revision to go on from; undefined where the day's stream was read to its end. */
  readonly next: string | undefined;
}

/** Events of a day that one page looks through for those of an order. */
const EVENTS_PER_PAGE_MAX = 20_000;

/** What happened to an order, as the log itself has it. */
@Injectable()
export class OrderHistory {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async of(orderId: string, place: OrderPlace, from: bigint, limit: number): Promise<HistoryPage> {
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const entries: HistoryEntry[] = [];
    let reached = from;
    for await (const recorded of this.store.readStream(stream, { from, limit: EVENTS_PER_PAGE_MAX })) {
      if (entries.length === limit) return { entries, next: recorded.revision.toString() };
      if (isOf(orderId, recorded)) entries.push(this.entryOf(recorded));
      reached = recorded.revision + 1n;
    }
    const more = reached - from === BigInt(EVENTS_PER_PAGE_MAX);
    return { entries, next: more ? reached.toString() : undefined };
  }

  private entryOf(recorded: RecordedEvent): HistoryEntry {
    const { type, revision, position, metadata } = recorded;
    const { decidedAt, actor, $correlationId, $causationId, commandId } = metadata;
    return {
      at: decidedAt,
      type,
      words: wordsOf(recorded),
      actor,
      correlationId: $correlationId,
      causationId: $causationId,
      commandId,
      revision: revision.toString(),
      position: positionHeader(this.store.logId, position),
    };
  }
}

const isOf = (orderId: string, { data }: RecordedEvent): boolean =>
  (data as { readonly orderId?: unknown }).orderId === orderId;

/** An auditor is told that something happened also where only a newer release knows what. */
const wordsOf = (recorded: RecordedEvent): string => {
  try {
    return inWords(serviceDayKind.eventTypes.recognise(recorded));
  } catch (error) {
    if (!(error instanceof EventUnknownToNode)) throw error;
    return 'something a newer release recorded, which this one has no words for';
  }
};
