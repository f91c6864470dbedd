import type { ZodType, infer as Infer } from 'zod';

/** When and where an event stands in its stream: `at` is the stream's own time, which never runs back. */
export interface Recording {
  readonly at: string;
  readonly revision: bigint;
}

export type Decision<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

export const accept = <Event>(...events: Event[]): Decision<Event, never> => ({ kind: 'accepted', events });
export const reject = <const Rejection>(rejection: Rejection): Decision<never, Rejection> => ({
  kind: 'rejected',
  rejection,
});

/**
 * The rules of one kind of stream. `decide` is total, synchronous and pure; a command that is already satisfied is
 * accepted with no events. `evolve` never refuses and changes the state it is given, so that folding a long day stays
 * linear; whoever wants to look ahead decides on a `fork`, which shares everything it has not changed.
 */
export interface Decider<State, Command, Event, Rejection> {
  initial(): State;
  evolve(state: State, event: Event, recording: Recording): void;
  decide(state: State, command: Command, at: string): Decision<Event, Rejection>;
  fork(state: State): State;
  /** True once a stream is over: what comes after it is rare, and nobody keeps its state in memory for that. */
  isOver?(state: State): boolean;
}

/** Turns the data of one version of an event into that of the next. */
export type Upcast = (data: never) => unknown;

/** One event: its stable name, the version and schema it is written under, and when it is recorded. */
export interface EventDefinition<Type extends string = string, Schema extends ZodType = ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly schema: Schema;
  readonly recordedWhen: string;
  /** How older versions become today's: the first turns version 1 into 2, and so on. */
  readonly upcasts: readonly Upcast[];
}

/** Declares an event. Its version is one more than the ways up from older ones: none may be missing. */
export const defineEvent = <Type extends string, Schema extends ZodType>(
  type: Type,
  schema: Schema,
  recordedWhen: string,
  ...upcasts: readonly Upcast[]
): EventDefinition<Type, Schema> => ({ type, version: upcasts.length + 1, schema, recordedWhen, upcasts });

/** The event a definition describes, inferred from its schema. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema>
    ? { readonly type: Type; readonly data: Infer<Schema> }
    : never;
