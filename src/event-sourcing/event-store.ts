/** Who and what caused an event. Never personal data. */
export interface EventMetadata {
  readonly $correlationId: string;
  readonly $causationId: string;
  /** UUIDv5 of principal, operation, target stream and idempotency key. */
  readonly commandId: string;
  /** Digest of the command's canonical body; tells a repeated command from a reused key. */
  readonly fingerprint: string;
  readonly actor: string;
  /** The stream's own time, ISO 8601 UTC. */
  readonly decidedAt: string;
  /** The clock of the node when the command arrived, ISO 8601 UTC. */
  readonly receivedAt: string;
  readonly schemaVersion: number;
  readonly traceparent?: string;
}

export interface NewEvent {
  /** UUIDv5 of the command id, the index, and a digest of type, data and decidedAt. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: bigint;
  /** Place in the log; grows, and is meaningful only within one log. */
  readonly position: bigint;
}

/** What the last event of a stream must be for an append to happen. There is no "any": every writer says what it saw. */
export type ExpectedRevision = 'noStream' | bigint;

export type AppendOutcome =
  | { readonly kind: 'written'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision }
  /** A time-out or a lost connection: written or not, only reading back will tell. */
  | { readonly kind: 'unknown'; readonly cause: Error };

/** The log takes such events never, whoever appends them and whenever. Nothing was written; it is a fault of the writer. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';

  constructor(stream: string, cause: Error) {
    super(`The log refuses the events for ${stream}: ${cause.message}`, { cause });
  }
}

export interface ReadOptions {
  /** First revision to read, inclusive. Default 0. */
  readonly from?: bigint;
  /** Most events to read. Default: all. */
  readonly limit?: number;
}

export interface SubscribeOptions {
  /** The position already handled; 0n reads from the start. */
  readonly after: bigint;
  /** Stream name prefixes to receive. */
  readonly prefixes: readonly string[];
  readonly signal: AbortSignal;
}

/** What a subscriber is given at a time. */
export interface LogBatch {
  /** In position order; empty where nothing on the way to `through` was asked for. */
  readonly events: readonly RecordedEvent[];
  /** The log has been read up to here: a subscriber who has handled `events` is as fresh as this position. */
  readonly through: bigint;
}

/** The log. One contract suite holds every adapter to what is said here. */
export interface EventStore {
  /** Identity of the log that positions belong to. */
  readonly logId: string;
  /**
   * Appends all events or none. Repeating the identical append is a success; at `expected` = current revision the
   * ids are not looked at. Never throws for what happens between here and the disk: that is the outcome `unknown`.
   * Throws for events that have no JSON (TypeError) or that this log can never hold (AppendRefused): nothing was written.
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendOutcome>;
  /** Events of one stream, oldest first. A stream that does not exist is empty. */
  readStream(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent>;
  /** Catch-up, then live, in position order: what arrived together. Ends when `signal` aborts. */
  subscribe(options: SubscribeOptions): AsyncIterable<LogBatch>;
  /** Position of the newest event; 0n when the log is empty. */
  head(): Promise<bigint>;
}

export const EVENT_STORE = Symbol('EventStore');

export const revisionAfter = (expected: ExpectedRevision): bigint =>
  expected === 'noStream' ? 0n : expected + 1n;
