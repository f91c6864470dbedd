import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeliveryBoardTables1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table delivery_board (
        order_id       text          primary key,
        store_id       text          not null,
        business_date  date          not null,
        slot           timestamptz   not null,
        due            timestamptz   not null,
        account        text          not null,
        location       text          not null,
        state          text          not null,
        in_progress    boolean       not null,
        details        json          not null,
        terms_revision numeric(20,0) not null,
        revision       numeric(20,0) not null
      )`);
    await runner.query(
      'create index delivery_board_of_day on delivery_board (store_id, business_date, due, order_id)',
    );
    await runner.query(
      'create index delivery_board_of_account on delivery_board (account, due, order_id) where in_progress',
    );
    await runner.query(`
      create table delivery_day (
        stream                 text          primary key,
        deliver_minutes_before integer       not null,
        account                text          not null,
        location               text          not null,
        revision               numeric(20,0) not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table delivery_day');
    await runner.query('drop table delivery_board');
  }
}
