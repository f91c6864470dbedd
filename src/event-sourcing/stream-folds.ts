import type { EventStore, RecordedEvent } from './event-store.js';
import type { LaneEvent, StreamKind } from './lane-language.js';

/** Streams read at once while starting. Several followers start together, on the connections that appends use as well. */
const READS_AT_ONCE = 8;

/** Decides which events are folded, and hears of those that could not be. */
export interface Sieve {
  /** False for an event that is left out of the fold. */
  passes(recorded: RecordedEvent): boolean;
  /** Called with an event that could not be folded. Where it resolves, the event must pass no more. */
  stumbled(recorded: RecordedEvent, cause: unknown): Promise<void>;
}

/** Everything is folded, and what cannot be is a fault of whoever asked. */
const EVERYTHING: Sieve = {
  passes: () => true,
  stumbled: (_, cause) => Promise.reject(cause instanceof Error ? cause : new Error(String(cause))),
};

/** Many streams of one kind, each folded up to its newest known revision: the memory of a read model or process manager. */
export class StreamFolds<State, Event extends LaneEvent> {
  private readonly folded = new Map<string, { readonly state: State; revision: bigint }>();

  constructor(
    private readonly kind: StreamKind<State, never, Event, unknown>,
    private readonly store: EventStore,
    private readonly sieve: Sieve = EVERYTHING,
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
   * Folds one event and returns the state, or undefined where there is nothing to fold: the event was folded before, or
   * is left out. Where events are missing before it, the stream is read. A promise only where something has to be waited
   * for: a node folds every event several times over, and hardly ever waits.
   */
  apply(recorded: RecordedEvent): State | undefined | Promise<State | undefined> {
    const known = this.folded.get(recorded.stream);
    if (known !== undefined && recorded.revision <= known.revision) return undefined;
    if (recorded.revision === (known?.revision ?? -1n) + 1n) return this.take(recorded);
    return this.catchUp(recorded.stream).then(() => this.get(recorded.stream));
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

  /** Drops what is known of a stream and folds it anew, as far as it was known. */
  async reread(stream: string): Promise<void> {
    const through = this.revisionOf(stream);
    this.folded.delete(stream);
    await this.catchUp(stream, through);
  }

  *entries(): IterableIterator<[string, State]> {
    for (const [stream, { state }] of this.folded) yield [stream, state];
  }

  private async catchUp(stream: string, through?: bigint): Promise<void> {
    const from = this.revisionOf(stream) + 1n;
    const rest = through === undefined ? {} : { limit: Number(through - from + 1n) };
    for await (const recorded of this.store.readStream(stream, { from, ...rest })) {
      // Others may fold the same stream while this one waits for a page.
      if (recorded.revision === this.revisionOf(stream) + 1n) await this.take(recorded);
    }
  }

  private take(recorded: RecordedEvent): State | undefined | Promise<undefined> {
    if (!this.sieve.passes(recorded)) {
      this.foldOf(recorded.stream).revision = recorded.revision;
      return undefined;
    }
    try {
      return this.evolve(recorded);
    } catch (cause) {
      return this.makeAnew(recorded, cause);
    }
  }

  /** Nobody knows how far a failed fold has got: the state is made anew, without what passes no more. */
  private async makeAnew(recorded: RecordedEvent, cause: unknown): Promise<undefined> {
    this.folded.delete(recorded.stream);
    await this.sieve.stumbled(recorded, cause);
    await this.catchUp(recorded.stream, recorded.revision);
  }

  private evolve(recorded: RecordedEvent): State {
    const event = this.kind.eventTypes.recognise(recorded);
    const fold = this.foldOf(recorded.stream);
    this.kind.decider.evolve(fold.state, event, {
      at: recorded.metadata.decidedAt,
      revision: recorded.revision,
    });
    fold.revision = recorded.revision;
    return fold.state;
  }

  private foldOf(stream: string): { readonly state: State; revision: bigint } {
    const fold = this.folded.get(stream) ?? { state: this.kind.decider.initial(), revision: -1n };
    this.folded.set(stream, fold);
    return fold;
  }
}
