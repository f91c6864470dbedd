import {
  revisionAfter,
  type AppendOutcome,
  type EventStore,
  type ExpectedRevision,
  type LogBatch,
  type NewEvent,
  type ReadOptions,
  type RecordedEvent,
  type SubscribeOptions,
} from './event-store.js';
import { Wakeup } from './wakeup.js';

/** What an append is made to meet on its way. */
export type AppendFault =
  | 'write-then-lose-answer'
  | 'lose-before-writing'
  /** It is under way until then, and whoever comes meanwhile is before it. */
  | { readonly slowUntil: Promise<unknown> }
  /** Somebody else appends these to the same stream at the same revision right before it. */
  | { readonly rival: readonly NewEvent[] };

/** Labelled test equipment: a log in memory that passes the same contract as the real ones. */
export class InMemoryEventStore implements EventStore {
  readonly logId = 'in-memory';
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly appended = new Wakeup();
  private readonly faults: AppendFault[] = [];

  /** Makes the coming appends meet these, one fault each. */
  failNext(...faults: AppendFault[]): void {
    this.faults.push(...faults);
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendOutcome> {
    const fault = this.faults.shift();
    if (fault === 'lose-before-writing') return lost();
    if (typeof fault === 'object' && 'slowUntil' in fault) await fault.slowUntil;
    if (typeof fault === 'object' && 'rival' in fault) this.write(stream, fault.rival, expected);
    const outcome = this.write(stream, events, expected);
    return fault === 'write-then-lose-answer' ? lost() : outcome;
  }

  async *readStream(
    stream: string,
    { from = 0n, limit = Infinity }: ReadOptions = {},
  ): AsyncIterable<RecordedEvent> {
    const found = this.streams.get(stream) ?? [];
    yield* found.slice(Number(from), Number(from) + limit);
  }

  async *subscribe({ after, prefixes, signal }: SubscribeOptions): AsyncIterable<LogBatch> {
    let position = Number(after);
    while (!signal.aborted) {
      const seen = this.appended.ticket();
      const batch = this.log.slice(position);
      position += batch.length;
      const events = batch.filter(event => prefixes.some(prefix => event.stream.startsWith(prefix)));
      if (batch.length > 0) yield { events, through: BigInt(position) };
      else await this.appended.after(seen, signal);
    }
  }

  head(): Promise<bigint> {
    return Promise.resolve(BigInt(this.log.length));
  }

  private write(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): AppendOutcome {
    const existing = this.streams.get(stream) ?? [];
    const next = revisionAfter(expected);
    if (BigInt(existing.length) !== next) return outcomeOfRepeat(existing, events, next);
    for (const copy of events.map(throughJson)) {
      const recorded = {
        ...copy,
        stream,
        revision: BigInt(existing.length),
        position: BigInt(this.log.length + 1),
      };
      existing.push(recorded);
      this.log.push(recorded);
    }
    this.streams.set(stream, existing);
    this.appended.wake();
    return written(existing, next + BigInt(events.length) - 1n);
  }
}

/** What a real log would give back. All events pass before the first is written. */
const throughJson = (event: NewEvent): NewEvent => JSON.parse(JSON.stringify(event)) as NewEvent;

const lost = (): AppendOutcome => ({ kind: 'unknown', cause: new Error('the answer was lost') });

const written = (stream: readonly RecordedEvent[], revision: bigint): AppendOutcome => ({
  kind: 'written',
  revision,
  position: stream[Number(revision)]?.position ?? 0n,
});

const outcomeOfRepeat = (
  existing: readonly RecordedEvent[],
  events: readonly NewEvent[],
  next: bigint,
): AppendOutcome => {
  const repeated = events.every((event, index) => existing[Number(next) + index]?.id === event.id);
  if (repeated && BigInt(existing.length) > next) return written(existing, next + BigInt(events.length) - 1n);
  return { kind: 'conflict', actual: existing.length === 0 ? 'noStream' : BigInt(existing.length - 1) };
};
