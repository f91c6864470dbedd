import type { Instant } from '../platform/clock/index.js';
import { eventIdOf } from './event-identity.js';
import type { NewEvent } from './event-store.js';
import { CommandTooLarge } from './lane-faults.js';
import { NOT_COMPARED, type CommandEnvelope, type LaneEvent, type StreamKind } from './lane-language.js';
import type { CommandTrace, StreamFold } from './stream-fold.js';

export type Verdict<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly revision: bigint }
  | { readonly kind: 'satisfied' }
  | { readonly kind: 'repeated'; readonly from: bigint; readonly count: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'failed'; readonly cause: unknown };

interface BatchLimits {
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
}

/** Decides commands in order on a fork of the folded stream, each seeing those before it, until the batch is full. */
export class BatchPlan<State, Command, Event extends LaneEvent, Rejection> {
  readonly events: NewEvent[] = [];
  readonly verdicts: Verdict<Event, Rejection>[] = [];
  private readonly state: State;
  private readonly commands;
  private time: Instant;
  private bytes = 0;
  /** An event broke off the evolving of the fork: nobody may be decided on what is left of it. */
  private spoilt = false;

  constructor(
    private readonly kind: StreamKind<State, Command, Event, Rejection>,
    private readonly fold: StreamFold<State, Event>,
    private readonly limits: BatchLimits,
  ) {
    this.state = kind.decider.fork(fold.state);
    this.commands = fold.commands.fork();
    this.time = fold.time;
  }

  /** Decides one more command; false when the batch is full and the command has to wait for the next. */
  add(envelope: CommandEnvelope<Command>, receivedAt: Instant, now: Instant): boolean {
    if (this.full || this.spoilt) return false;
    try {
      const verdict = this.decide(envelope, receivedAt, now);
      if (verdict === 'does not fit') return false;
      this.verdicts.push(verdict);
    } catch (cause) {
      this.verdicts.push({ kind: 'failed', cause });
    }
    return true;
  }

  private get full(): boolean {
    return this.events.length >= this.limits.batchEventsMax || this.bytes >= this.limits.batchBytesMax;
  }

  private decide(
    envelope: CommandEnvelope<Command>,
    receivedAt: Instant,
    now: Instant,
  ): Verdict<Event, Rejection> | 'does not fit' {
    const before = this.commands.get(envelope.commandId);
    if (before !== undefined) return this.repeat(before, envelope.fingerprint);
    const at = now > this.time ? now : this.time;
    const decision = this.kind.decider.decide(this.state, envelope.command, at);
    if (decision.kind === 'rejected') return decision;
    if (decision.events.length === 0) return { kind: 'satisfied' };
    const events = decision.events.map((event, index) =>
      this.newEvent(envelope, event, index, { at, receivedAt }),
    );
    const bytes = Buffer.byteLength(JSON.stringify(events));
    if (!this.fits(events.length, bytes)) return 'does not fit';
    const verdict = this.record(envelope, decision.events, events, at);
    this.bytes += bytes;
    return verdict;
  }

  /** Throws when these events fit into no batch, however empty. */
  private fits(count: number, bytes: number): boolean {
    const { batchEventsMax, batchBytesMax } = this.limits;
    if (count > batchEventsMax || bytes > batchBytesMax) throw new CommandTooLarge(count, bytes);
    return this.events.length + count <= batchEventsMax && this.bytes + bytes <= batchBytesMax;
  }

  private repeat({ fingerprint, from, count }: CommandTrace, asked: string): Verdict<Event, Rejection> {
    const same = asked === NOT_COMPARED || fingerprint === asked;
    return same ? { kind: 'repeated', from, count } : { kind: 'key-reused' };
  }

  private newEvent(
    envelope: CommandEnvelope<Command>,
    { type, data }: Event,
    index: number,
    { at, receivedAt }: { at: Instant; receivedAt: Instant },
  ): NewEvent {
    const { commandId, fingerprint, actor, correlationId, causationId, traceparent } = envelope;
    const metadata = {
      $correlationId: correlationId,
      $causationId: causationId,
      commandId,
      fingerprint,
      actor,
      decidedAt: at,
      receivedAt,
      schemaVersion: this.kind.eventTypes.checkedVersion({ type, data } as Event),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    return { id: eventIdOf(commandId, index, { type, data }, at), type, data, metadata };
  }

  private record(
    { commandId, fingerprint }: CommandEnvelope<Command>,
    events: readonly Event[],
    recorded: readonly NewEvent[],
    at: Instant,
  ): Verdict<Event, Rejection> {
    const from = this.fold.revision + 1n + BigInt(this.events.length);
    this.spoilt = true;
    events.forEach((event, index) =>
      this.kind.decider.evolve(this.state, event, { at, revision: from + BigInt(index) }),
    );
    this.spoilt = false;
    this.commands.set(commandId, { fingerprint, from, count: events.length });
    this.events.push(...recorded);
    this.time = at;
    return { kind: 'accepted', events, revision: from + BigInt(events.length) - 1n };
  }
}
