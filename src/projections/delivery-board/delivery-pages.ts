import { Injectable } from '@nestjs/common';
import { DataSource, type FindOptionsWhere, type SelectQueryBuilder } from 'typeorm';
import { cursorBehind } from '../cursor.js';
import { deliveryIn } from './delivery-board.js';
import { DeliveryRow } from './delivery-board.entities.js';
import type { DayQuery } from './delivery-query.js';

type Rows = SelectQueryBuilder<DeliveryRow>;

/** Deliveries, a page at a time, the earliest due first; and how many there are of each kind. */
@Injectable()
export class DeliveryPages {
  constructor(private readonly database: DataSource) {}

  async page(where: FindOptionsWhere<DeliveryRow>, query: DayQuery): Promise<object> {
    const asked = this.rows(where);
    filter(asked, query);
    const summary = await summaryOf(asked.clone());
    const { cursor, limit } = query;
    if (cursor !== undefined) {
      asked.andWhere('(d.due, d.order_id) > (:instant::timestamptz, :id)', { ...cursor });
    }
    const found = await asked.orderBy({ 'd.due': 'ASC', 'd.order_id': 'ASC' }).limit(limit).getMany();
    const last = found.length === limit ? found.at(-1) : undefined;
    const next = last && cursorBehind({ instant: last.due.toISOString(), id: last.orderId });
    return { ...summary, deliveries: found.map(shown), next };
  }

  private rows(where: FindOptionsWhere<DeliveryRow>): Rows {
    return this.database.getRepository(DeliveryRow).createQueryBuilder('d').where(where);
  }
}

const filter = (rows: Rows, { state, dueFrom, dueTo, inProgress }: DayQuery): void => {
  if (state !== undefined) rows.andWhere('d.state in (:...state)', { state });
  if (dueFrom !== undefined) rows.andWhere('d.due >= :dueFrom', { dueFrom });
  if (dueTo !== undefined) rows.andWhere('d.due < :dueTo', { dueTo });
  if (inProgress !== undefined) rows.andWhere('d.in_progress = :inProgress', { inProgress });
};

interface Count {
  readonly state: string;
  readonly count: string;
  readonly latestMs: string | null;
}

/** Of everything that was asked for, on this page or not. */
const summaryOf = async (rows: Rows): Promise<object> => {
  const counts = await rows
    .select('d.state', 'state')
    .addSelect('count(*)', 'count')
    .addSelect(`max((d.details->>'latenessMs')::bigint)`, 'latestMs')
    .groupBy('d.state')
    .orderBy('d.state')
    .getRawMany<Count>();
  const latest = counts.flatMap(({ latestMs }) => (latestMs === null ? [] : [Number(latestMs)]));
  return {
    total: counts.reduce((total, { count }) => total + Number(count), 0),
    byState: Object.fromEntries(counts.map(({ state, count }) => [state, Number(count)])),
    latenessMsMax: latest.length === 0 ? undefined : Math.max(...latest),
  };
};

const shown = (row: DeliveryRow): object => {
  const { storeId, businessDate, inProgress } = row;
  return { ...deliveryIn(row), storeId, businessDate, inProgress };
};
