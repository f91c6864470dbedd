import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ParkedEvents1763900000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table parked_event (
        consumer  text          not null,
        key       text          not null,
        stream    text          not null,
        revision  numeric(20,0) not null,
        position  numeric(20,0) not null,
        type      text          not null,
        error     text          not null,
        attempts  int           not null,
        parked_at timestamptz   not null default now(),
        primary key (consumer, key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table parked_event');
  }
}
