import { In, type DataSource, type EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import { SERVICE_DAY_PREFIX, type ListOpenDays, type OpenDayList } from '../../orders/index.js';
import { STORE_PREFIX } from '../../stores/index.js';
import { CheckpointRow, writeRows, type Projection } from '../runner/index.js';
import { ClosedDayRow, OpenDayRow, StoreRow } from './open-days.entities.js';
import { openDaysChange, type OpenDaysChange } from './open-days.projection.js';
import { projectStores } from './store-rows.js';

export const OPEN_DAYS = 'open-days';

/** Every store as it is now, and every service day that is open. */
export const openDaysProjection: Projection = {
  name: OPEN_DAYS,
  prefixes: [STORE_PREFIX, SERVICE_DAY_PREFIX],
  passesOver: ({ stream, type }) =>
    stream.startsWith(SERVICE_DAY_PREFIX) && type !== 'ServiceDayOpened' && type !== 'ServiceDayClosed',
  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    await projectStores(events, manager);
    await projectDays(
      events.flatMap(event => openDaysChange(event) ?? []),
      manager,
    );
  },
};

/** A day is opened once and closed once, for good: what closes in a piece of the log is not open after it. */
const projectDays = async (changes: readonly OpenDaysChange[], manager: EntityManager): Promise<void> => {
  const closing = changes.flatMap(change => (change.day === 'closed' ? [change.stream] : []));
  const opening = changes.flatMap(change => (change.day === 'opened' ? [change.row] : []));
  if (closing.length > 0) {
    await writeRows(
      manager,
      ClosedDayRow,
      closing.map(stream => ({ stream })),
    );
    await manager.delete(OpenDayRow, { stream: In(closing) });
  }
  if (opening.length === 0) return;
  const closed = await manager.findBy(ClosedDayRow, { stream: In(opening.map(({ stream }) => stream)) });
  const over = new Set(closed.map(({ stream }) => stream));
  const open = opening.filter(({ stream }) => !over.has(stream));
  await writeRows(manager, OpenDayRow, open);
};

export type OpenDays = OpenDayList;
export type ReadOpenDays = ListOpenDays;
export const READ_OPEN_DAYS = Symbol('ReadOpenDays');

/** The stores and open days at one position, of one store or of all: where every model in memory begins. */
export const readOpenDays = (database: DataSource, storeId?: string): Promise<OpenDayList> =>
  database.transaction('REPEATABLE READ', async manager => {
    const where = storeId === undefined ? {} : { storeId };
    const checkpoint = await manager.findOneBy(CheckpointRow, { projection: OPEN_DAYS });
    const stores = await manager.find(StoreRow, { select: { storeId: true }, where });
    const days = await manager.find(OpenDayRow, { where });
    return {
      position: BigInt(checkpoint?.position ?? 0),
      storeIds: stores.map(row => row.storeId),
      streams: days.map(({ stream }) => stream),
    };
  });
