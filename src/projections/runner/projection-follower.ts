import type { DataSource, EntityManager } from 'typeorm';
import type { EventStore, Follower, RecordedEvent } from '../../event-sourcing/index.js';
import { CheckpointRow } from './checkpoint.entity.js';
import type { Projection } from './projection.js';

/** Another process moved this projection's checkpoint: there is one owner of a checkpoint, and it is not us. */
export class CheckpointTaken extends Error {
  override readonly name = 'CheckpointTaken';
}

/** The log is older than the read models made from it: it was replaced or restored without them. */
export class LogOlderThanReadModels extends Error {
  override readonly name = 'LogOlderThanReadModels';
}

/** Runs a projection: what a batch changes and the checkpoint behind it are committed together, or not at all. */
export class ProjectionFollower implements Follower {
  private position = 0n;

  constructor(
    private readonly projection: Projection,
    private readonly database: DataSource,
    private readonly store: EventStore,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  get prefixes(): readonly string[] {
    return this.projection.prefixes;
  }

  async begin(): Promise<bigint> {
    const checkpoints = this.database.getRepository(CheckpointRow);
    const fresh = { projection: this.name, logId: this.store.logId, position: '0' };
    await checkpoints.createQueryBuilder().insert().values(fresh).orIgnore().execute();
    const row = await checkpoints.findOneByOrFail({ projection: this.name });
    this.position = BigInt(row.position);
    if (row.logId !== this.store.logId || this.position > (await this.store.head())) {
      throw new LogOlderThanReadModels(
        `the log is older than its read models: ${this.name} has handled ${row.logId}:${row.position}`,
      );
    }
    return this.position;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    const reached = events.at(-1)?.position ?? this.position;
    await this.database.transaction(async manager => {
      await this.projection.project(events, manager);
      await this.moveCheckpoint(manager, reached);
    });
    this.position = reached;
  }

  private async moveCheckpoint(manager: EntityManager, reached: bigint): Promise<void> {
    const moved = await manager.update(
      CheckpointRow,
      { projection: this.name, position: this.position.toString() },
      { position: reached.toString() },
    );
    if (moved.affected !== 1) {
      throw new CheckpointTaken(`another process moved the checkpoint of ${this.name}`);
    }
  }
}
