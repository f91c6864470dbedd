import { AvailabilityModel } from '../../src/availability/availability-model.js';
import type { DayAvailability } from '../../src/availability/domain/day-availability.js';
import type { NewEvent, RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { serviceDayKind, type OrderEvent } from '../../src/orders/index.js';
import { storeKind, type StoreEvent } from '../../src/stores/index.js';
import { storeOpened } from '../specification/store-controls.js';
import { MORNING, STORE_ID } from '../specification/service-day.js';

export const DATE = '2031-06-02';
export const STORE = `store-${STORE_ID}`;
export const DAY = `serviceDay-${STORE_ID}_${DATE}`;

export type Fact = OrderEvent | StoreEvent;

/** Reads of whole streams are counted: whoever answers from memory makes none. A stream may be hidden from them. */
class WatchedLog extends InMemoryEventStore {
  reads = 0;
  hidden: string | undefined;

  override async *readStream(
    ...asked: Parameters<InMemoryEventStore['readStream']>
  ): AsyncIterable<RecordedEvent> {
    this.reads += 1;
    if (asked[0] !== this.hidden) yield* super.readStream(...asked);
  }
}

/** A log, and a model that hears everything that is recorded in it, under a clock that a spec sets. */
export class Counter {
  readonly log = new WatchedLog();
  readonly recorded: RecordedEvent[] = [];
  private now = MORNING;
  private readonly revisions = new Map<string, bigint>();
  model = this.newModel(0n);

  get clock(): string {
    return this.now;
  }

  at(instant: string): this {
    this.now = instant;
    return this;
  }

  /** A fact that the model does not hear of. */
  async record(stream: string, event: Fact, at = this.now): Promise<RecordedEvent> {
    const revision = this.revisions.get(stream);
    const { eventTypes } = stream.startsWith('store-') ? storeKind : serviceDayKind;
    const schemaVersion = eventTypes.checkedVersion(event as never);
    const metadata = { decidedAt: at, schemaVersion } as NewEvent['metadata'];
    const id = `${stream} ${revision}`;
    const outcome = await this.log.append(stream, [{ id, metadata, ...event }], revision ?? 'noStream');
    if (outcome.kind !== 'written') throw new Error(outcome.kind);
    this.revisions.set(stream, outcome.revision);
    const place = { stream, revision: outcome.revision, position: outcome.position };
    const recorded = { ...(JSON.parse(JSON.stringify({ id, metadata, ...event })) as NewEvent), ...place };
    this.recorded.push(recorded);
    return recorded;
  }

  async hear(stream: string, ...events: readonly Fact[]): Promise<void> {
    for (const event of events) await this.model.handle([await this.record(stream, event)]);
  }

  /** Another model, begun from where `open-days` stood then, that has caught up with the log. */
  async restart(position: bigint): Promise<void> {
    this.model = this.newModel(position);
    const from = await this.model.begin();
    for (const event of this.recorded) if (event.position > from) await this.model.handle([event]);
  }

  async tag(storeId = STORE_ID, date = DATE): Promise<string | undefined> {
    return (await this.model.answer(storeId, date))?.etag;
  }

  async answer(storeId = STORE_ID, date = DATE): Promise<DayAvailability> {
    const answer = await this.model.answer(storeId, date);
    if (answer === undefined) throw new Error('there is no such store');
    return JSON.parse(answer.body.toString()) as DayAvailability;
  }

  async states(storeId = STORE_ID, date = DATE): Promise<readonly string[]> {
    return (await this.answer(storeId, date)).slots.map(({ state }) => state);
  }

  private newModel(position: bigint): AvailabilityModel {
    const until = this.recorded.filter(event => event.position <= position);
    const of = (type: string) => until.filter(event => event.type === type).map(({ stream }) => stream);
    const closed = new Set(of('ServiceDayClosed'));
    const openDays = {
      position,
      storeIds: of('StoreOpened').map(stream => stream.slice('store-'.length)),
      streams: of('ServiceDayOpened').filter(stream => !closed.has(stream)),
    };
    return new AvailabilityModel(this.log, { now: () => this.now }, async () => openDays);
  }
}

/** A counter at a store that somebody has opened, on the morning of the day. */
export const openedCounter = async (changes: Parameters<typeof storeOpened>[0] = {}): Promise<Counter> => {
  const counter = new Counter();
  await counter.model.begin();
  await counter.hear(STORE, storeOpened(changes));
  return counter;
};
