import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The list shows whole stores, and days that close leave it. Its log is read once more, because a row that was made of a
 * store's opening alone lacks the rest; until then the rows stay, so that no store seems to be missing.
 */
export class WholeStores1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table store_list add column folded json');
    await runner.query('create table closed_day (stream text primary key)');
    await runner.query('create index open_day_of_store on open_day (store_id)');
    await runner.query(`update projection_checkpoint set position = 0 where projection = 'open-days'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index open_day_of_store');
    await runner.query('drop table closed_day');
    await runner.query('alter table store_list drop column folded');
  }
}
