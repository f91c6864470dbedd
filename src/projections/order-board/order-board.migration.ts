import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderBoardTable1763900000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_board (
        order_id      text          primary key,
        store_id      text          not null,
        business_date date          not null,
        slot          timestamptz   not null,
        status        text          not null,
        details       json          not null,
        customer      jsonb,
        revision      numeric(20,0) not null
      )`);
    await runner.query(
      'create index order_board_of_day on order_board (store_id, business_date, slot, order_id)',
    );
    await runner.query(
      `create index order_board_escalated on order_board (slot) where status = 'needs-a-person'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table order_board');
  }
}
