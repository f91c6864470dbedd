import type { DataSource, EntityManager } from 'typeorm';
import {
  messageOf,
  ParkedKeys,
  persistently,
  Turns,
  type EventStore,
  type Follower,
  type Parked,
  type RecordedEvent,
  type RetryOutcome,
} from '../../event-sourcing/index.js';
import type { NetworkTime } from '../../platform/clock/index.js';
import { failpoint } from '../../platform/failpoints/index.js';
import { isDatabaseAway } from '../../platform/postgres/index.js';
import { Checkpoint, CheckpointTaken } from './checkpoint.js';
import { handleInHalves } from './in-halves.js';
import { eraseParked, ParkedEvents, writeParked } from './parked-events.js';
import type { Projection } from './projection.js';

/** How often, at most, the checkpoint is moved for the sake of events that nobody wanted. */
const PASSING_MS = 100;
/** Under load a transaction every so often; it takes hardly longer for what gathered meanwhile, and so leaves time for guests. */
const GATHER_MS = 50;
/** Events of a parked stream that a retry handles in one transaction. */
const RETRY_EVENTS = 500;

/** A retry met an event that still cannot be handled. */
class StillParked extends Error {}

/**
 * Runs a projection: what a batch changes and the checkpoint behind it are committed together, or not at all. An event
 * that cannot be handled parks its stream; all others flow.
 */
export class ProjectionFollower implements Follower {
  readonly gatherMs = GATHER_MS;
  private readonly checkpoint: Checkpoint;
  private readonly waiting: ParkedKeys;
  private readonly turns = new Turns();
  private through = 0n;
  private movedAtMs = -Infinity;
  private cancelMove: (() => void) | undefined;

  constructor(
    private readonly projection: Projection,
    database: DataSource,
    private readonly around: { readonly store: EventStore; readonly network: NetworkTime },
  ) {
    this.checkpoint = new Checkpoint(projection.name, database, around.store);
    this.waiting = new ParkedKeys(projection.name, new ParkedEvents(database));
  }

  get name(): string {
    return this.projection.name;
  }

  get prefixes(): readonly string[] {
    return this.projection.prefixes;
  }

  parked(): readonly Parked[] {
    return this.waiting.all();
  }

  begin(): Promise<bigint> {
    return this.turns.take(async () => {
      await this.waiting.load();
      this.through = await this.checkpoint.begin();
      return this.through;
    });
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    if (events.every(event => this.passesOver(event))) return;
    const handle = (some: readonly RecordedEvent[]) => this.commit(some);
    const stumbled = (event: RecordedEvent) => this.tryAgainOrPark(event);
    await this.turns.take(() => handleInHalves(events, { handle, stumbled, blameless }));
  }

  /** Whoever asks another node how fresh this projection is reads its checkpoint, so that must not stand still at night. */
  passed(through: bigint): void {
    this.through = through;
    if (through === this.checkpoint.position || this.cancelMove !== undefined) return;
    const sinceMs = this.around.network.monotonicMs() - this.movedAtMs;
    this.cancelMove = this.around.network.after(Math.max(0, PASSING_MS - sinceMs), () => {
      this.cancelMove = undefined;
      this.movedAtMs = this.around.network.monotonicMs();
      void this.turns.take(() => this.moveOn()).catch(() => undefined);
    });
  }

  ended(): void {
    this.cancelMove?.();
    this.cancelMove = undefined;
  }

  /** Handles what a parked stream holds up to the checkpoint; what comes after it arrives by itself. */
  retry(stream: string): Promise<RetryOutcome> {
    return this.turns.take(async () => {
      const parked = this.waiting.get(stream);
      if (parked === undefined) return { kind: 'not-parked' };
      try {
        await this.handleAgain(parked);
        return { kind: 'unparked' };
      } catch (cause) {
        if (cause instanceof StillParked) return { kind: 'still-parked', error: cause.message };
        throw cause;
      }
    });
  }

  private async commit(events: readonly RecordedEvent[]): Promise<void> {
    const flowing = events.filter(
      event => this.waiting.get(event.stream) === undefined && !this.passesOver(event),
    );
    await this.move(events.at(-1)?.position ?? this.checkpoint.position, async manager => {
      if (flowing.length > 0) await this.project(flowing, manager);
    });
    failpoint('projection.after-commit', this.name);
  }

  private async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    failpoint('projection.before-rows', this.name);
    await this.projection.project(events, manager);
    failpoint('projection.after-rows', this.name);
  }

  private passesOver(event: RecordedEvent): boolean {
    return this.projection.passesOver?.(event) ?? false;
  }

  private async tryAgainOrPark(event: RecordedEvent): Promise<void> {
    try {
      await persistently(this.around.network, () => this.commit([event]), blameless);
    } catch (cause) {
      if (blameless(cause)) throw cause;
      await this.waiting.park(event.stream, event, cause, parked =>
        this.move(event.position, async manager => {
          failpoint('projection.before-parking', this.name);
          await writeParked(parked, manager);
        }),
      );
      failpoint('projection.after-parking', this.name);
    }
  }

  private async handleAgain({ stream, revision }: Parked): Promise<void> {
    let page: RecordedEvent[] = [];
    for await (const event of this.around.store.readStream(stream, { from: revision })) {
      if (event.position > this.checkpoint.position) break;
      page.push(event);
      if (page.length < RETRY_EVENTS) continue;
      await this.replay(page);
      page = [];
    }
    await this.replay(page);
    await this.waiting.unpark(stream, () =>
      this.move(this.checkpoint.position, manager =>
        eraseParked({ consumer: this.name, key: stream }, manager),
      ),
    );
  }

  /** Handles events of one parked stream; from where it stops, the stream stays parked. */
  private replay(events: readonly RecordedEvent[]): Promise<void> {
    return handleInHalves(events, {
      blameless,
      handle: some => this.replaySome(some),
      stumbled: async (event, cause) => {
        await this.waiting.park(event.stream, event, cause);
        throw new StillParked(messageOf(cause));
      },
    });
  }

  /** What is handled and from where the stream still waits are committed together: a crash replays nothing twice. */
  private async replaySome(events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    const parked = this.waiting.get(last?.stream ?? '');
    if (last === undefined || parked === undefined) return;
    await this.move(this.checkpoint.position, async manager => {
      await this.project(events, manager);
      await writeParked({ ...parked, revision: last.revision + 1n, position: last.position }, manager);
    });
  }

  private async move(to: bigint, work: (manager: EntityManager) => Promise<unknown>): Promise<void> {
    this.movedAtMs = this.around.network.monotonicMs();
    await this.checkpoint.moving(to, work);
  }

  private async moveOn(): Promise<void> {
    if (this.through > this.checkpoint.position) await this.move(this.through, () => Promise.resolve());
  }
}

/** Faults that say nothing about an event: PostgreSQL is away, or the checkpoint has another owner. */
const blameless = (cause: unknown): boolean => cause instanceof CheckpointTaken || isDatabaseAway(cause);
