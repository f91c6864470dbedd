import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the board is asked by gets columns of its own. Its rows are made anew from the log. */
export class BoardFilters1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('delete from order_board');
    await runner.query(`update projection_checkpoint set position = 0 where projection = 'order-board'`);
    await runner.query('drop index order_board_escalated');
    await runner.query(`
      alter table order_board
        add column held_by          text          not null,
        add column reference        text,
        add column needs_person     boolean       not null,
        add column cancelling       boolean       not null,
        add column stuck_after      timestamptz,
        add column outside          boolean       not null,
        add column outside_revision numeric(20,0) not null`);
    await runner.query(
      'create index order_board_stuck on order_board (stuck_after) where stuck_after is not null',
    );
    await runner.query(
      'create index order_board_reference on order_board (held_by, reference) where reference is not null',
    );
    await runner.query(
      'create index order_board_outside on order_board (store_id, business_date) where outside',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index order_board_outside');
    await runner.query('drop index order_board_reference');
    await runner.query('drop index order_board_stuck');
    await runner.query(`
      alter table order_board
        drop column held_by,
        drop column reference,
        drop column needs_person,
        drop column cancelling,
        drop column stuck_after,
        drop column outside,
        drop column outside_revision`);
    await runner.query(
      `create index order_board_escalated on order_board (slot) where status = 'needs-a-person'`,
    );
  }
}
