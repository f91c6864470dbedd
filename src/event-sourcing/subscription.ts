import type { NetworkTime } from '../platform/clock/index.js';
import type { EventStore, LogBatch, RecordedEvent } from './event-store.js';
import type { Parked, RetryOutcome } from './parking.js';
import { nextUnlessSilent } from './silence.js';
import { Wakeup } from './wakeup.js';

/** Somebody who follows the log on their own, one batch after another. */
export interface Follower {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Real milliseconds to let events gather after many came at once, for whoever handles many as easily as one. */
  readonly gatherMs?: number;
  /** Called before every (re)start. Returns the position that is already handled. */
  begin(): Promise<bigint>;
  /** Handles events in order. An error makes the supervisor begin anew after a pause. */
  handle(events: readonly RecordedEvent[]): Promise<void>;
  /** Told how far the log has been read, wanted events or not. */
  passed?(through: bigint): void;
  /** Told that nothing more comes until it begins again. */
  ended?(): void;
  /** What it could not handle and has put aside. */
  parked?(): readonly Parked[];
  /** Reads the log again from where a key was parked. Waits its turn between two batches. */
  retry?(key: string): Promise<RetryOutcome>;
}

/** A fault that no new beginning mends: the follower stops, and says why, until the process is started anew. */
export class FollowerMustStop extends Error {
  override readonly name: string = 'FollowerMustStop';
}

export interface Progress {
  readonly name: string;
  /** Everything wanted up to here is handled. */
  readonly position: bigint;
  readonly state: 'starting' | 'following' | 'restarting' | 'stopped';
  /** Real milliseconds since an event was last handled, or since the start. */
  readonly ageMs: number;
  /** Why it last had to restart, or has stopped. */
  readonly trouble: string | undefined;
  /** How many keys it has parked. */
  readonly parked: number;
}

/** Events of one batch from which on more are to be expected soon. */
const GATHER_FROM_EVENTS = 16;

/** The pause before a restart doubles from the first to the longest; each is drawn evenly between half and whole. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export interface SubscriptionSurroundings {
  readonly store: EventStore;
  readonly network: NetworkTime;
  readonly random: () => number;
  readonly onTrouble: (follower: string, cause: unknown) => void;
}

/** A follower under a supervisor: whatever ends it, an error or a plain end, it begins anew from what it has handled. */
export class Subscription {
  private readonly stopping = new AbortController();
  private readonly moved = new Wakeup();
  private position = 0n;
  private state: Progress['state'] = 'starting';
  private trouble: string | undefined;
  private handledAtMs: number;
  private failures = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly follower: Follower,
    private readonly around: SubscriptionSurroundings,
  ) {
    this.handledAtMs = around.network.monotonicMs();
  }

  /** Begins to follow and returns at once; a follower that cannot begin is tried again until it can. */
  start(): void {
    this.running = this.supervise();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.moved.wake();
    await this.running;
    this.enter('stopped');
  }

  get follows(): Follower {
    return this.follower;
  }

  progress(): Progress {
    const { position, state, trouble } = this;
    return {
      name: this.follower.name,
      position,
      state,
      trouble,
      parked: this.follower.parked?.().length ?? 0,
      ageMs: this.around.network.monotonicMs() - this.handledAtMs,
    };
  }

  /** Resolves true once `position` is handled, false when that takes longer than `withinMs`. */
  async caughtUpWith(position: bigint, withinMs: number): Promise<boolean> {
    const patience = new AbortController();
    const cancel = this.around.network.after(withinMs, () => patience.abort());
    try {
      while (this.state === 'starting' || this.position < position) {
        const ticket = this.moved.ticket();
        if (patience.signal.aborted || this.stopping.signal.aborted || this.state === 'stopped') return false;
        await this.moved.after(ticket, patience.signal);
      }
      return true;
    } finally {
      cancel();
    }
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
        this.trouble = 'the subscription ended';
      } catch (cause) {
        this.trouble = cause instanceof Error ? cause.message : String(cause);
        if (!signal.aborted) this.around.onTrouble(this.follower.name, cause);
        if (cause instanceof FollowerMustStop) return this.enter('stopped');
      } finally {
        this.follower.ended?.();
      }
      if (signal.aborted) return;
      this.state = 'restarting';
      await this.around.network.sleep(this.pauseMs(), signal);
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { prefixes } = this.follower;
    this.position = await this.follower.begin();
    this.enter('following');
    const ending = new AbortController();
    const options = { after: this.position, prefixes, signal: AbortSignal.any([signal, ending.signal]) };
    const log = this.around.store.subscribe(options)[Symbol.asyncIterator]();
    const heard = () => nextUnlessSilent(log, { position: this.position, signal }, this.around);
    try {
      for (let batch = await heard(); !batch.done; batch = await heard()) {
        await this.attend(batch.value);
        await this.letGather(batch.value, signal);
      }
    } finally {
      // A subscription that has gone silent may never answer: it is told to end, and not waited for.
      ending.abort();
      void log.return?.()?.catch(() => undefined);
    }
  }

  private async attend({ events, through }: LogBatch): Promise<void> {
    if (events.length > 0) await this.follower.handle(events);
    this.follower.passed?.(through);
    this.failures = 0;
    this.position = through;
    this.enter('following');
  }

  private async letGather({ events }: LogBatch, signal: AbortSignal): Promise<void> {
    const { gatherMs } = this.follower;
    if (gatherMs === undefined || events.length < GATHER_FROM_EVENTS) return;
    await this.around.network.sleep(gatherMs, signal);
  }

  private enter(state: Progress['state']): void {
    this.state = state;
    this.handledAtMs = this.around.network.monotonicMs();
    this.moved.wake();
  }

  private pauseMs(): number {
    const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    return whole * (0.5 + this.around.random() / 2);
  }
}
