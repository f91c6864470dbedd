import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { serviceDayStream, type OrderPlace } from '../../orders/index.js';
import { cursorBehind } from '../cursor.js';
import { ClosedDayRow } from '../open-days/index.js';
import type { BoardQuery, Page, StuckQuery } from './board-query.js';
import { boardOf } from './order-board.js';
import { OrderBoardRow } from './order-board.entity.js';
import type { BoardStatus } from './order-board.projection.js';
import { operatorActions } from './operator-actions.projection.js';
import { stuckBecause } from './stuck.projection.js';

type Rows = SelectQueryBuilder<OrderBoardRow>;

/** Orders that were sold and are not over: of these it matters that their slot is sold no longer. */
const UNDER_WAY: readonly BoardStatus[] = [
  'confirmed',
  'sending',
  'unsettled',
  'needs-a-person',
  'sent',
  'acknowledged',
  'in-preparation',
  'ready',
];

/** Orders that one principal may have under one reference: one, and those it took back before. */
const SAME_REFERENCE_MAX = 20;

/** The board, a page at a time: by slot, then by order id. */
@Injectable()
export class BoardPages {
  constructor(private readonly database: DataSource) {}

  find(orderId: string): Promise<OrderBoardRow | null> {
    return this.database.getRepository(OrderBoardRow).findOneBy({ orderId });
  }

  async ofDay({ storeId, businessDate }: OrderPlace, query: BoardQuery): Promise<object> {
    const rows = this.rows().where({ storeId, businessDate });
    filter(rows, query);
    const { total, found, next } = await pageOf(rows, query);
    return { total, orders: found.map(shown), next };
  }

  async needingAPerson(query: Page): Promise<object> {
    const { total, found, next } = await pageOf(this.rows().where({ needsPerson: true }), query);
    return { total, orders: found.map(shown), next };
  }

  /** What goes no further by itself, why, and what can be done about it. */
  async stuck({ storeId, ...query }: StuckQuery, now: string): Promise<object> {
    const rows = this.rows().where('o.stuck_after <= :now', { now });
    if (storeId !== undefined) rows.andWhere({ storeId });
    const { total, found, next } = await pageOf(rows, query);
    const closedDays = await this.closedDaysOf(found);
    const orders = found.map(row => ({
      ...shown(row),
      stuckBecause: stuckBecause(boardOf(row), now),
      actions: operatorActions(boardOf(row), { now, closed: closedDays.has(streamOf(row)) }),
    }));
    return { total, orders, next };
  }

  /** The orders that somebody holds or held under a reference of their own, the newest slot first. */
  async byReference(heldBy: string, reference: string): Promise<readonly object[]> {
    const rows = await this.database.getRepository(OrderBoardRow).find({
      where: { heldBy, reference },
      order: { slot: 'DESC', orderId: 'ASC' },
      take: SAME_REFERENCE_MAX,
    });
    return rows.map(shown);
  }

  private async closedDaysOf(rows: readonly OrderBoardRow[]): Promise<ReadonlySet<string>> {
    const streams = [...new Set(rows.map(streamOf))];
    const closed = await this.database.getRepository(ClosedDayRow).findBy({ stream: In(streams) });
    return new Set(closed.map(({ stream }) => stream));
  }

  private rows(): Rows {
    return this.database.getRepository(OrderBoardRow).createQueryBuilder('o');
  }
}

const streamOf = ({ storeId, businessDate }: OrderBoardRow): string =>
  serviceDayStream(storeId, businessDate);

const filter = (rows: Rows, query: BoardQuery): void => {
  const { status, slotFrom, slotTo, reference, needsPerson, cancelling, outside } = query;
  const equal = { reference, needsPerson, cancelling };
  const named = Object.entries(equal).filter(([, value]) => value !== undefined);
  if (named.length > 0) rows.andWhere(Object.fromEntries(named));
  if (status !== undefined) rows.andWhere('o.status in (:...status)', { status });
  if (slotFrom !== undefined) rows.andWhere('o.slot >= :slotFrom', { slotFrom });
  if (slotTo !== undefined) rows.andWhere('o.slot < :slotTo', { slotTo });
  if (outside !== undefined) {
    rows.andWhere(`(o.outside and o.status in (:...underWay)) = :outside`, { outside, underWay: UNDER_WAY });
  }
};

const pageOf = async (rows: Rows, { cursor, offset, limit }: Page) => {
  const total = await rows.getCount();
  if (cursor !== undefined) {
    rows.andWhere('(o.slot, o.order_id) > (:instant::timestamptz, :id)', { ...cursor });
  }
  const found = await rows
    .orderBy({ 'o.slot': 'ASC', 'o.order_id': 'ASC' })
    .offset(offset)
    .limit(limit)
    .getMany();
  const last = found.length === limit ? found.at(-1) : undefined;
  const next = last && cursorBehind({ instant: last.slot.toISOString(), id: last.orderId });
  return { total, found, next };
};

const shown = ({ storeId, businessDate, outside, details }: OrderBoardRow): object => ({
  ...details,
  storeId,
  businessDate,
  ...(outside && UNDER_WAY.includes(details.status) ? { outside } : {}),
});
