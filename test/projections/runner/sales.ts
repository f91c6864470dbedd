import type { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import type { RecordedEvent } from '../../../src/event-sourcing/index.js';
import { CheckpointRow } from '../../../src/projections/runner/checkpoint.entity.js';
import {
  openDatabase,
  ParkedEvents1763900000010,
  ParkedRow,
  RunnerTables1763900000000,
  type Projection,
} from '../../../src/projections/runner/index.js';

export class SalesTable1763900000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table sales (stream text primary key, revision bigint not null, total int not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sales');
  }
}

/** Adds up what each stream sold; a row carries its stream's revision and is written only if newer. */
export class Sales implements Projection {
  readonly name = 'sales';
  readonly prefixes = ['day-'];
  failAt: bigint | undefined;

  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    for (const event of events) {
      await this.add(event, manager);
      if (event.position === this.failAt) throw new Error('Connection terminated unexpectedly');
    }
  }

  protected async add({ stream, revision, data }: RecordedEvent, manager: EntityManager): Promise<void> {
    await manager.query(
      `insert into sales values ($1, $2, $3) on conflict (stream) do update
       set revision = excluded.revision, total = sales.total + excluded.total
       where sales.revision < excluded.revision`,
      [stream, revision.toString(), (data as { sold: number }).sold],
    );
  }
}

/** Switches the protection off: whatever comes is added. */
export class CarelessSales extends Sales {
  protected override async add({ stream, data }: RecordedEvent, manager: EntityManager): Promise<void> {
    await manager.query(
      'insert into sales values ($1, 0, $2) on conflict (stream) do update set total = sales.total + excluded.total',
      [stream, (data as { sold: number }).sold],
    );
  }
}

/** A database with the runner's tables and the one of the sales. */
export const openSales = (url: string): Promise<DataSource> =>
  openDatabase({
    type: 'postgres',
    url,
    entities: [CheckpointRow, ParkedRow],
    migrations: [RunnerTables1763900000000, SalesTable1763900000001, ParkedEvents1763900000010],
  });
