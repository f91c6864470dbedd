import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunnerTables1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table projection_checkpoint (
        projection text          primary key,
        log_id     text          not null,
        position   numeric(20,0) not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table projection_checkpoint');
  }
}
