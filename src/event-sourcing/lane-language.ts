import type { Decider } from './decider.js';
import type { EventTypes } from './event-types.js';

export interface LaneEvent {
  readonly type: string;
  readonly data: unknown;
}

/** A kind of stream: its rules, and the events it is made of. */
export interface StreamKind<State, Command, Event extends LaneEvent, Rejection> {
  readonly decider: Decider<State, Command, Event, Rejection>;
  readonly eventTypes: EventTypes<Event>;
}

/** A fingerprint that passes for any other: of a body that cannot be told any more, because its key was destroyed. */
export const NOT_COMPARED = 'not compared';

/** What rides with a command: who, why, and how it is told from its repetition. */
export interface CommandEnvelope<Command> {
  readonly command: Command;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
}

export type LaneAnswer<Event, Rejection> =
  | {
      readonly kind: 'accepted';
      /** True when the command was accepted before, and this is the answer it got then. */
      readonly repeated: boolean;
      /** What was recorded; empty when the command was already satisfied. */
      readonly events: readonly Event[];
      /** Revision of the last of these events; the stream's newest when there are none. */
      readonly revision: bigint;
      /** Position of the append the answer rests on, as a freshness to ask of read models. */
      readonly position: bigint;
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly revision: bigint }
  /** The idempotency key was used before, for another body. */
  | { readonly kind: 'key-reused' };

export const LANE_SURROUNDINGS = Symbol('LaneSurroundings');
