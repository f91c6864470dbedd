import type { DataSource, EntityManager } from 'typeorm';
import { FollowerMustStop, type EventStore } from '../../event-sourcing/index.js';
import { failpoint } from '../../platform/failpoints/index.js';
import { CheckpointRow } from './checkpoint.entity.js';

/** Another process moved this projection's checkpoint: there is one owner of a checkpoint, and it is not us. */
export class CheckpointTaken extends Error {
  override readonly name = 'CheckpointTaken';
}

/** The log is older than the read models made from it: it was replaced or restored without them. */
export class LogOlderThanReadModels extends FollowerMustStop {
  override readonly name = 'LogOlderThanReadModels';

  constructor({ projection, logId, position }: CheckpointRow) {
    super(`the log is older than its read models: ${projection} has handled ${logId}:${position}`);
  }
}

/**
 * The rows and the checkpoint of a transaction reach the disk together, a moment after the commit. What a crash of
 * PostgreSQL takes away it takes away of both, and the log tells it again; so they need not wait for the disk, nor make
 * the appends wait that share it.
 */
const COMMIT_LATER = 'set local synchronous_commit to off';

/** How far one projection has read the log, and the proof that nobody else moves it. */
export class Checkpoint {
  private at = 0n;

  constructor(
    private readonly projection: string,
    private readonly database: DataSource,
    private readonly store: EventStore,
  ) {}

  get position(): bigint {
    return this.at;
  }

  /** Reads where the projection stands; makes the row of a new one. */
  async begin(): Promise<bigint> {
    const { projection } = this;
    const checkpoints = this.database.getRepository(CheckpointRow);
    const fresh = { projection, logId: this.store.logId, position: '0' };
    await checkpoints.createQueryBuilder().insert().values(fresh).orIgnore().execute();
    const row = await checkpoints.findOneByOrFail({ projection });
    await refuseOlderLog(row, this.store);
    this.at = BigInt(row.position);
    return this.at;
  }

  /**
   * Does `work` in one transaction with the checkpoint's move to `to`. The move is a compare-and-set: where the
   * checkpoint is not where we left it, nothing of the transaction stays.
   */
  async moving(to: bigint, work: (manager: EntityManager) => Promise<unknown>): Promise<void> {
    await this.database.transaction(async manager => {
      await manager.query(COMMIT_LATER);
      await work(manager);
      const { projection } = this;
      const here = { projection, position: this.at.toString() };
      const moved = await manager.update(CheckpointRow, here, { position: to.toString() });
      if (moved.affected !== 1) {
        throw new CheckpointTaken(`another process moved the checkpoint of ${projection}`);
      }
      failpoint('projection.before-commit', projection);
    });
    this.at = to;
  }
}

const refuseOlderLog = async (row: CheckpointRow, store: EventStore): Promise<void> => {
  if (row.logId !== store.logId || BigInt(row.position) > (await store.head())) {
    throw new LogOlderThanReadModels(row);
  }
};

/** Throws where a read model has handled more than the log holds. */
export const refuseLogOlderThanItsReadModels = async (
  database: DataSource,
  store: EventStore,
): Promise<void> => {
  for (const row of await database.getRepository(CheckpointRow).find()) await refuseOlderLog(row, store);
};
