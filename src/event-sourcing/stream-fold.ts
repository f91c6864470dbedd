import type { NetworkTime } from '../platform/clock/index.js';
import type { EventStore, ExpectedRevision, NewEvent, RecordedEvent } from './event-store.js';
import type { LaneAnswer, LaneEvent, StreamKind } from './lane-language.js';
import { LayeredMap } from './layered-map.js';

/** Where the events of an accepted command stand. */
export interface CommandTrace {
  readonly fingerprint: string;
  readonly from: bigint;
  readonly count: number;
}

/** The time before any event: smaller than every instant. */
const BEFORE_TIME = '';

/** A stream folded up to a revision: its state, its own time, and every command it has accepted. */
export class StreamFold<State, Event extends LaneEvent> {
  readonly state: State;
  readonly commands = new LayeredMap<string, CommandTrace>();
  /** The stream's own time: `decidedAt` of its last event. */
  time = BEFORE_TIME;
  revision = -1n;
  position = 0n;
  loaded = false;
  /** Monotonic time at which the stream was last known to end at `revision`. */
  knownAtMs = -Infinity;

  constructor(
    private readonly stream: string,
    private readonly kind: StreamKind<State, never, Event, unknown>,
    private readonly around: { readonly store: EventStore; readonly network: NetworkTime },
  ) {
    this.state = kind.decider.initial();
  }

  get expected(): ExpectedRevision {
    return this.revision < 0n ? 'noStream' : this.revision;
  }

  /** Folds what the stream holds beyond `revision`. Returns how many events that was. */
  async readDelta(): Promise<number> {
    const askedAtMs = this.around.network.monotonicMs();
    let count = 0;
    for await (const recorded of this.around.store.readStream(this.stream, { from: this.revision + 1n })) {
      this.take(recorded);
      count += 1;
    }
    this.knownAtMs = askedAtMs;
    this.loaded = true;
    return count;
  }

  /** Folds the event behind `revision`. */
  take(recorded: RecordedEvent): void {
    const { commandId, fingerprint, decidedAt } = recorded.metadata;
    const event = this.kind.eventTypes.recognise(recorded);
    this.kind.decider.evolve(this.state, event, { at: decidedAt, revision: recorded.revision });
    const trace = this.commands.get(commandId) ?? { fingerprint, from: recorded.revision, count: 0 };
    this.commands.set(commandId, { ...trace, count: trace.count + 1 });
    this.time = decidedAt > this.time ? decidedAt : this.time;
    this.revision = recorded.revision;
    this.position = recorded.position;
  }

  /** Folds events that were just written behind `revision`, by an append that was sent at `sentAtMs`. */
  takeOwn(events: readonly NewEvent[], written: { readonly position: bigint }, sentAtMs: number): void {
    const first = written.position - BigInt(events.length) + 1n;
    events.forEach((event, index) => {
      const place = { revision: this.revision + 1n, position: first + BigInt(index) };
      this.take({ ...event, ...place, stream: this.stream });
    });
    this.knownAtMs = sentAtMs;
  }

  /** The answer that the command which recorded these events was given. */
  async eventsAt(from: bigint, count: number): Promise<LaneAnswer<Event, never>> {
    const events: Event[] = [];
    let position = this.position;
    for await (const recorded of this.around.store.readStream(this.stream, { from, limit: count })) {
      events.push(this.kind.eventTypes.recognise(recorded));
      position = recorded.position;
    }
    return { kind: 'accepted', repeated: true, events, revision: from + BigInt(count) - 1n, position };
  }
}
