import type {
  AppendOutcome,
  EventStore,
  ExpectedRevision,
  LogBatch,
  NewEvent,
  RecordedEvent,
} from '../../src/event-sourcing/event-store.js';
import type { AppendFault } from '../../src/event-sourcing/in-memory-event-store.js';

/**
 * An adapter under the contract: a log of the test's own, and what it takes to try it. Whoever writes another adapter
 * implements this beside it and calls `eventStoreContract` with a function that opens one.
 */
export interface ContractSubject {
  readonly store: EventStore;
  /** The same log, as another node has it. */
  another(): Promise<EventStore>;
  /** Makes the coming appends of its nodes meet these on their way, one fault each. */
  failNext(...faults: readonly AppendFault[]): void;
  close(): Promise<void>;
}

let made = 0;

/** An event as a lane makes it, with an id of its own. */
export const someEvent = (data: unknown = { note: 'something happened' }): NewEvent => {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
    type: 'SomethingHappened',
    data,
    metadata: {
      $correlationId: 'correlation',
      $causationId: 'causation',
      commandId: '00000000-0000-4000-8000-000000000000',
      fingerprint: 'fingerprint',
      actor: 'somebody',
      decidedAt: '2026-11-23T12:15:00.000Z',
      receivedAt: '2026-11-23T12:15:00.000Z',
      schemaVersion: 1,
    },
  };
};

export const someEvents = (count: number): readonly NewEvent[] =>
  Array.from({ length: count }, () => someEvent());

/** Appends and insists that it was written. */
export const written = async (
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Promise<AppendOutcome & { kind: 'written' }> => {
  const outcome = await store.append(stream, events, expected);
  if (outcome.kind !== 'written') throw new Error(`expected it to be written, but: ${outcome.kind}`);
  return outcome;
};

export const read = async (
  store: EventStore,
  stream: string,
  options?: Parameters<EventStore['readStream']>[1],
): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream, options)) events.push(event);
  return events;
};

/** Somebody who follows the log and keeps what comes. */
export class Reader {
  readonly events: RecordedEvent[] = [];
  readonly ended: Promise<void>;
  /** How far the log has been read for it. */
  through = 0n;
  private readonly ending = new AbortController();

  constructor(store: EventStore, after = 0n, prefixes: readonly string[] = ['']) {
    this.ended = this.follow(store.subscribe({ after, prefixes, signal: this.ending.signal }));
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get positions(): readonly bigint[] {
    return this.events.map(({ position }) => position);
  }

  stop(): Promise<void> {
    this.ending.abort();
    return this.ended;
  }

  private async follow(log: AsyncIterable<LogBatch>): Promise<void> {
    for await (const { events, through } of log) {
      if (through <= this.through) throw new Error(`the log was read to ${through} after ${this.through}`);
      this.events.push(...events);
      this.through = through;
    }
  }
}

/** The whole numbers from `first` to `last`, as positions are compared. */
export const upTo = (last: bigint, first = 1n): readonly bigint[] =>
  Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));
