import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DemandTables1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table demand (
        request       uuid        primary key,
        store_id      text        not null,
        business_date date        not null,
        slot          timestamptz not null,
        binding_limit text        not null,
        items         integer     not null,
        amount        bigint      not null,
        prep_seconds  integer     not null,
        weight        integer     not null,
        at            timestamptz not null
      )`);
    await runner.query('create index demand_of_day on demand (store_id, business_date)');
    await runner.query(`
      create table demand_dropped (
        store_id      text   not null,
        business_date date   not null,
        dropped       bigint not null,
        primary key (store_id, business_date)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table demand_dropped');
    await runner.query('drop table demand');
  }
}
