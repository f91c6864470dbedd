import type {
  AppendOutcome,
  EventStore,
  ExpectedRevision,
  LogBatch,
  NewEvent,
  ReadOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../../src/event-sourcing/event-store.js';

/** A log seen through somebody who may meddle; by itself it passes everything on and counts. */
export class WrappedStore implements EventStore {
  readonly appends: { readonly count: number; readonly expected: ExpectedRevision }[] = [];
  readonly reads: bigint[] = [];

  constructor(protected readonly inner: EventStore) {}

  get logId(): string {
    return this.inner.logId;
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendOutcome> {
    this.appends.push({ count: events.length, expected });
    return this.inner.append(stream, events, expected);
  }

  readStream(stream: string, options: ReadOptions = {}): AsyncIterable<RecordedEvent> {
    this.reads.push(options.from ?? 0n);
    return this.inner.readStream(stream, options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    return this.inner.subscribe(options);
  }

  head(): Promise<bigint> {
    return this.inner.head();
  }
}

/** Appends reach the log only when they are let through, one by one. */
export class GatedStore extends WrappedStore {
  private readonly waiting: (() => void)[] = [];
  private open = false;

  get held(): number {
    return this.waiting.length;
  }

  letOneThrough(): void {
    this.waiting.shift()?.();
  }

  letAllThrough(): void {
    this.open = true;
    for (const go of this.waiting.splice(0)) go();
  }

  override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    if (!this.open) await new Promise<void>(resolve => this.waiting.push(resolve));
    return super.append(stream, events, expected);
  }
}

/** Switches the protection off: whatever the writer saw, it is written behind what is there now. */
export class RevisionIgnoringStore extends WrappedStore {
  override async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision) {
    for (;;) {
      const outcome = await super.append(stream, events, expected);
      if (outcome.kind !== 'conflict') return outcome;
      expected = outcome.actual;
    }
  }
}

/** Switches the protection off: reading back finds nothing, and the same append is simply made once more. */
export class BlindStore extends RevisionIgnoringStore {
  private repeats = 0;

  override async *readStream(...[stream, options]: Parameters<EventStore['readStream']>) {
    if (this.appends.length === 0) yield* super.readStream(stream, options);
  }

  override append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    this.repeats += 1;
    const renamed = events.map(event => ({
      ...event,
      id: `00000000-0000-4000-8000-${`${9_000_000 + this.repeats}`.padStart(12, '0')}`,
    }));
    return super.append(stream, renamed, expected);
  }
}

/** All events of a stream. */
export const eventsOf = async (store: EventStore, stream: string): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  return events;
};
