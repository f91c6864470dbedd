import type { Instant } from '../platform/clock/index.js';
import { failpoint } from '../platform/failpoints/index.js';
import { BatchPlan, type Verdict } from './batch-plan.js';
import { AppendRefused, type NewEvent, type RecordedEvent } from './event-store.js';
import { EventUnknownToNode } from './event-types.js';
import { HeardEvents } from './heard-events.js';
import { LaneBusy, LaneConflict, LogUnavailable, OutcomeUnknown } from './lane-faults.js';
import { settleAppend } from './settle-append.js';
import type { CommandEnvelope, LaneAnswer, LaneEvent, StreamKind } from './lane-language.js';
import type { LaneSurroundings } from './lane-surroundings.js';
import { StreamFold } from './stream-fold.js';

/** Longest pause after a lost race; the pause is drawn evenly below it so that two nodes fall out of step. */
const CONFLICT_JITTER_MS = 8;

interface Waiting<Command, Event, Rejection> {
  readonly envelope: CommandEnvelope<Command>;
  readonly receivedAt: Instant;
  readonly answer: (answer: LaneAnswer<Event, Rejection>) => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * The commands of one stream, decided one after another against its folded state. What waits while an append is under
 * way is decided together and appended together (group commit); nobody is answered before what their answer rests on
 * is durable.
 */
export class CommandLane<State, Command, Event extends LaneEvent, Rejection> {
  private queue: Waiting<Command, Event, Rejection>[] = [];
  private running = false;
  private fold: StreamFold<State, Event> | undefined;
  private readonly heard = new HeardEvents();

  constructor(
    private readonly stream: string,
    private readonly kind: StreamKind<State, Command, Event, Rejection>,
    private readonly around: LaneSurroundings,
  ) {}

  get idle(): boolean {
    return !this.running;
  }

  /** Decides the command in its turn. Rejects with LaneBusy, LaneConflict, OutcomeUnknown or EventUnknownToNode. */
  submit(envelope: CommandEnvelope<Command>): Promise<LaneAnswer<Event, Rejection>> {
    if (this.queue.length >= this.around.limits.queueMax) return Promise.reject(new LaneBusy(this.stream));
    return new Promise((answer, fail) => {
      this.queue.push({ envelope, receivedAt: this.around.clock.now(), answer, fail });
      if (!this.running) void this.run();
    });
  }

  /**
   * Takes note of an event of its stream that somebody recorded. A lane at work folds it before it decides next: an
   * append under way must find the state that it was decided on.
   */
  hear(recorded: RecordedEvent): void {
    if (this.fold === undefined) return;
    this.heard.add(recorded);
    if (!this.idle) return;
    this.foldHeard(this.fold);
    this.letGoIfOver();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      try {
        await this.settle(batch);
      } catch (cause) {
        // Whatever went wrong, this lane no longer knows what its stream says: it reads it again.
        this.fold = undefined;
        const fault = isLaneFault(cause) ? cause : new LogUnavailable(this.stream, cause);
        batch.forEach(({ fail }) => fail(fault));
      }
    }
    this.running = false;
    this.letGoIfOver();
  }

  /** A stream that is over is read anew if anybody asks for it once more. */
  private letGoIfOver(): void {
    if (this.fold !== undefined && this.kind.decider.isOver?.(this.fold.state) === true) {
      this.fold = undefined;
    }
  }

  /** Takes a batch to its end: decided, appended, and every command answered or put back to wait. */
  private async settle(batch: readonly Waiting<Command, Event, Rejection>[]): Promise<void> {
    for (let lost = 0; lost <= this.around.limits.conflictsMax; lost += 1) {
      const fold = await this.loaded();
      const plan = this.decideAll(fold, batch);
      if (plan.events.length === 0 && (await this.trustworthy(fold))) {
        return this.answerAll(fold, batch, plan);
      }
      if (plan.events.length > 0 && (await this.append(fold, plan.events))) {
        return this.answerAll(fold, batch, plan);
      }
      if (lost > 0) await this.around.network.sleep(this.around.random() * CONFLICT_JITTER_MS);
    }
    throw new LaneConflict(this.stream);
  }

  private async loaded(): Promise<StreamFold<State, Event>> {
    if (this.fold !== undefined) this.foldHeard(this.fold);
    this.fold ??= new StreamFold(this.stream, this.kind, this.around);
    if (!this.fold.loaded) await this.fold.readDelta();
    return this.fold;
  }

  private foldHeard(fold: StreamFold<State, Event>): void {
    try {
      this.heard.foldInto(fold);
    } catch {
      // What cannot be folded is met again when the stream is read, and told to whoever has sent the command.
      this.fold = undefined;
    }
  }

  private decideAll(fold: StreamFold<State, Event>, batch: readonly Waiting<Command, Event, Rejection>[]) {
    const plan = new BatchPlan<State, Command, Event, Rejection>(this.kind, fold, this.around.limits);
    for (const { envelope, receivedAt } of batch) {
      if (!plan.add(envelope, receivedAt, this.around.clock.now())) break;
    }
    return plan;
  }

  /** Whether an answer that no append guards may be given now. If the delta brings news, the batch is decided again. */
  private async trustworthy(fold: StreamFold<State, Event>): Promise<boolean> {
    if (this.around.network.monotonicMs() - fold.knownAtMs <= this.around.limits.laneTrustMs) return true;
    return (await fold.readDelta()) === 0;
  }

  /** True when the events are in the stream and folded; false when somebody else was first and was read. */
  private async append(fold: StreamFold<State, Event>, events: readonly NewEvent[]): Promise<boolean> {
    const append = { stream: this.stream, events, expected: fold.expected };
    const sentAtMs = this.around.network.monotonicMs();
    failpoint('lane.before-append');
    const outcome = await this.around.store.append(append.stream, events, append.expected);
    failpoint('lane.after-append');
    if (outcome.kind === 'written') {
      fold.takeOwn(events, outcome, sentAtMs);
      return true;
    }
    const written = outcome.kind === 'unknown' && (await settleAppend(append, outcome.cause, this.around));
    // Only an append that was answered at once is folded from memory; after anything else the stream is read.
    await fold.readDelta().catch((cause: unknown) => {
      // Ours is in the stream: whatever keeps us from reading it, nobody may be told that nothing was recorded.
      throw written ? new OutcomeUnknown(this.stream, cause) : cause;
    });
    return written;
  }

  /** Answers what the plan decided; what no longer fitted into the batch goes back to the head of the queue. */
  private answerAll(
    fold: StreamFold<State, Event>,
    batch: readonly Waiting<Command, Event, Rejection>[],
    plan: BatchPlan<State, Command, Event, Rejection>,
  ): void {
    batch.forEach((waiting, index) => {
      const verdict = plan.verdicts[index];
      if (verdict !== undefined) this.answer(fold, waiting, verdict);
    });
    this.queue = [...batch.slice(plan.verdicts.length), ...this.queue];
  }

  private answer(
    fold: StreamFold<State, Event>,
    { answer, fail }: Waiting<Command, Event, Rejection>,
    verdict: Verdict<Event, Rejection>,
  ): void {
    const { revision, position } = fold;
    switch (verdict.kind) {
      case 'accepted':
        return answer({
          kind: 'accepted',
          repeated: false,
          events: verdict.events,
          revision: verdict.revision,
          position,
        });
      case 'satisfied':
        return answer({ kind: 'accepted', repeated: false, events: [], revision, position });
      case 'repeated':
        return void fold.eventsAt(verdict.from, verdict.count).then(answer, fail);
      case 'rejected':
        return answer({ kind: 'rejected', rejection: verdict.rejection, revision });
      case 'key-reused':
        return answer({ kind: 'key-reused' });
      case 'failed':
        return fail(verdict.cause);
    }
  }
}

const LANE_FAULTS = [LaneConflict, OutcomeUnknown, EventUnknownToNode, AppendRefused];

const isLaneFault = (cause: unknown): boolean => LANE_FAULTS.some(fault => cause instanceof fault);
