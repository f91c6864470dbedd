import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OpenDaysTables1763900000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table store_list (
        store_id text          primary key,
        name     text          not null,
        address  text          not null,
        zone     text          not null,
        currency text          not null,
        revision numeric(20,0) not null
      )`);
    await runner.query(`
      create table open_day (
        stream        text primary key,
        store_id      text not null,
        business_date date not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table open_day');
    await runner.query('drop table store_list');
  }
}
