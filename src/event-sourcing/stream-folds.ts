import type { EventStore, RecordedEvent } from './event-store.js';
import type { LaneEvent, StreamKind } from './lane-language.js';

/** Streams read at once while starting. Several followers start together, on the connections that appends use as well. */
const READS_AT_ONCE = 8;

/** Many streams of one kind, each folded up to its newest known revision: the memory of a read model or process manager. */
export class StreamFolds<State, Event extends LaneEvent> {
  private readonly folded = new Map<string, { readonly state: State; revision: bigint }>();

  constructor(
    private readonly kind: StreamKind<State, never, Event, unknown>,
    private readonly store: EventStore,
  ) {}

  /** Reads these streams to their ends. */
  async load(streams: readonly string[]): Promise<void> {
    const left = [...streams];
    const readSome = async (): Promise<void> => {
      for (let stream = left.pop(); stream !== undefined; stream = left.pop()) await this.catchUp(stream);
    };
    try {
      await Promise.all(Array.from({ length: READS_AT_ONCE }, readSome));
    } finally {
      // Where one reader failed the others end too: what they read, nobody will keep.
      left.length = 0;
    }
  }

  /**
   * Folds one event and returns the state, or undefined where the event was folded before. Where events are missing
   * before it, the stream is read.
   */
  async apply(recorded: RecordedEvent): Promise<State | undefined> {
    const known = this.folded.get(recorded.stream);
    if (known !== undefined && recorded.revision <= known.revision) return undefined;
    if (recorded.revision === (known?.revision ?? -1n) + 1n) return this.evolve(recorded);
    await this.catchUp(recorded.stream);
    return this.get(recorded.stream);
  }

  get(stream: string): State | undefined {
    return this.folded.get(stream)?.state;
  }

  /** Lets a stream go: what follows of it is read from its beginning, if it is asked for at all. */
  forget(stream: string): void {
    this.folded.delete(stream);
  }

  revisionOf(stream: string): bigint {
    return this.folded.get(stream)?.revision ?? -1n;
  }

  *entries(): IterableIterator<[string, State]> {
    for (const [stream, { state }] of this.folded) yield [stream, state];
  }

  private async catchUp(stream: string): Promise<void> {
    for await (const recorded of this.store.readStream(stream, { from: this.revisionOf(stream) + 1n })) {
      // Others may fold the same stream while this one waits for a page.
      if (recorded.revision === this.revisionOf(stream) + 1n) this.evolve(recorded);
    }
  }

  private evolve(recorded: RecordedEvent): State {
    const event = this.kind.eventTypes.recognise(recorded);
    const fold = this.folded.get(recorded.stream) ?? { state: this.kind.decider.initial(), revision: -1n };
    this.kind.decider.evolve(fold.state, event, {
      at: recorded.metadata.decidedAt,
      revision: recorded.revision,
    });
    fold.revision = recorded.revision;
    this.folded.set(recorded.stream, fold);
    return fold.state;
  }
}
