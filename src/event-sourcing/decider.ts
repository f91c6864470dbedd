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
}

/** One version of one event: its stable name, the schema it is written under, and when it is recorded. */
export interface EventDefinition<Type extends string = string, Schema extends ZodType = ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly schema: Schema;
  readonly recordedWhen: string;
}

export const defineEvent = <Type extends string, Schema extends ZodType>(
  type: Type,
  version: number,
  schema: Schema,
  recordedWhen: string,
): EventDefinition<Type, Schema> => ({ type, version, schema, recordedWhen });

/** The event a definition describes, inferred from its schema. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema>
    ? { readonly type: Type; readonly data: Infer<Schema> }
    : never;
