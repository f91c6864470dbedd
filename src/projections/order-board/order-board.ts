import { In, type EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import { placeOfOrder, serviceDayKind, SERVICE_DAY_PREFIX } from '../../orders/index.js';
import type { Projection } from '../runner/index.js';
import { OrderBoardRow } from './order-board.entity.js';
import { boardAfter, orderOf, type BoardOrder } from './order-board.projection.js';

/** Every hold and order of every day, as staff and guests follow it. */
export const orderBoardProjection: Projection = {
  name: 'order-board',
  prefixes: [SERVICE_DAY_PREFIX],
  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    const rows = await rowsOf(events, manager);
    for (const recorded of events) applyTo(rows, recorded);
    const changed = [...rows.values()];
    if (changed.length > 0) await manager.upsert(OrderBoardRow, changed, ['orderId']);
  },
};

/** The rows these events speak of, as they stand. */
const rowsOf = async (
  events: readonly RecordedEvent[],
  manager: EntityManager,
): Promise<Map<string, OrderBoardRow>> => {
  const ids = new Set(events.map(event => orderOf(serviceDayKind.eventTypes.recognise(event))));
  ids.delete(undefined);
  const found = await manager.findBy(OrderBoardRow, { orderId: In([...ids]) });
  return new Map(found.map(row => [row.orderId, row]));
};

/** Folds one event into its row, unless the row has it already. */
const applyTo = (rows: Map<string, OrderBoardRow>, recorded: RecordedEvent): void => {
  const event = serviceDayKind.eventTypes.recognise(recorded);
  const orderId = orderOf(event);
  const row = orderId === undefined ? undefined : rows.get(orderId);
  if (orderId === undefined || (row !== undefined && BigInt(row.revision) >= recorded.revision)) return;
  const after = boardAfter(row && boardOf(row), event, recorded.metadata.decidedAt);
  if (after !== undefined) rows.set(orderId, rowOf(after, recorded.revision));
};

const boardOf = ({ details, customer }: OrderBoardRow): BoardOrder =>
  customer === null ? details : { ...details, customer };

const rowOf = (order: BoardOrder, revision: bigint): OrderBoardRow => {
  const { customer = null, ...details } = order;
  const { orderId, slot, status } = order;
  const { storeId = '', businessDate = '' } = placeOfOrder(orderId) ?? {};
  return {
    orderId,
    storeId,
    businessDate,
    slot: new Date(slot),
    status,
    details,
    customer,
    revision: revision.toString(),
  };
};
