import type { DataSource, EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import { SERVICE_DAY_PREFIX } from '../../orders/index.js';
import { STORE_PREFIX } from '../../stores/index.js';
import { CheckpointRow, type Projection } from '../runner/index.js';
import { OpenDayRow, StoreRow } from './open-days.entities.js';
import { openDaysChange } from './open-days.projection.js';

export const OPEN_DAYS = 'open-days';

/** Every store, and every service day that is open. */
export const openDaysProjection: Projection = {
  name: OPEN_DAYS,
  prefixes: [STORE_PREFIX, SERVICE_DAY_PREFIX],
  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    for (const change of events.map(openDaysChange)) {
      if (change?.table === 'store_list') await manager.upsert(StoreRow, change.row, ['storeId']);
      if (change?.table === 'open_day') await manager.upsert(OpenDayRow, change.row, ['stream']);
    }
  },
};

export interface OpenDays {
  /** Everything up to this position is in the lists. */
  readonly position: bigint;
  readonly storeIds: readonly string[];
  /** Streams of the open service days. */
  readonly streams: readonly string[];
}

export type ReadOpenDays = (storeId?: string) => Promise<OpenDays>;
export const READ_OPEN_DAYS = Symbol('ReadOpenDays');

/** The stores and open days at one position, or those of one store: where every model in memory begins. */
export const readOpenDays = (database: DataSource, storeId?: string): Promise<OpenDays> =>
  database.transaction('REPEATABLE READ', async manager => {
    const checkpoint = await manager.findOneBy(CheckpointRow, { projection: OPEN_DAYS });
    const where = storeId === undefined ? {} : { storeId };
    const stores = await manager.findBy(StoreRow, where);
    const days = await manager.findBy(OpenDayRow, where);
    return {
      position: BigInt(checkpoint?.position ?? 0),
      storeIds: stores.map(({ storeId }) => storeId),
      streams: days.map(({ stream }) => stream),
    };
  });
