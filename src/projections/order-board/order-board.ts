import { Any, type EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import {
  orderOf,
  placeOfOrder,
  placeOfStream,
  serviceDayKind,
  SERVICE_DAY_PREFIX,
  type OrderEvent,
} from '../../orders/index.js';
import { writeRows, type Projection } from '../runner/index.js';
import { OrderBoardRow } from './order-board.entity.js';
import { boardAfter, type BoardOrder } from './order-board.projection.js';
import { stuckAfter } from './stuck.projection.js';

export const ORDER_BOARD = 'order-board';

interface Told {
  readonly recorded: RecordedEvent;
  readonly event: OrderEvent;
}

/** Every hold and order of every day, as staff and guests follow it. */
export const orderBoardProjection: Projection = {
  name: ORDER_BOARD,
  prefixes: [SERVICE_DAY_PREFIX],
  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    let pending: Told[] = [];
    for (const recorded of events) {
      const told = { recorded, event: serviceDayKind.eventTypes.recognise(recorded) };
      if (told.event.type !== 'ServiceDayTermsChanged') {
        pending.push(told);
        continue;
      }
      // It speaks of every order of its day, so the rows of those before it have to be there.
      await projectOrders(pending, manager);
      pending = [];
      const sold = told.event.data.slots.map(({ start }) => start);
      await leaveOutside(recorded, sold, manager);
    }
    await projectOrders(pending, manager);
  },
};

/** Marks the orders of a day whose slot it sells no longer, and those whose slot it sells again. */
const leaveOutside = async (
  { stream, revision }: RecordedEvent,
  sold: readonly string[],
  manager: EntityManager,
): Promise<void> => {
  const { storeId, businessDate } = placeOfStream(stream);
  await manager
    .createQueryBuilder()
    .update(OrderBoardRow)
    .set({ outside: () => 'slot <> all(:sold::timestamptz[])', outsideRevision: revision.toString() })
    .where('store_id = :storeId and business_date = :businessDate and outside_revision < :revision')
    .setParameters({ sold, storeId, businessDate, revision: revision.toString() })
    .execute();
};

const projectOrders = async (told: readonly Told[], manager: EntityManager): Promise<void> => {
  const rows = await rowsOf(told, manager);
  const changed = new Set<string>();
  for (const each of told) {
    const orderId = applyTo(rows, each);
    if (orderId !== undefined) changed.add(orderId);
  }
  const written = [...rows.values()].filter(({ orderId }) => changed.has(orderId));
  await writeRows(manager, OrderBoardRow, written);
};

/** The rows these events speak of, as they stand. */
const rowsOf = async (told: readonly Told[], manager: EntityManager): Promise<Map<string, OrderBoardRow>> => {
  const ids = new Set(told.flatMap(({ event }) => orderOf(event) ?? []));
  const found = ids.size === 0 ? [] : await manager.findBy(OrderBoardRow, { orderId: Any([...ids]) });
  return new Map(found.map(row => [row.orderId, row]));
};

/** Folds one event into its row, unless the row has it already. Returns the order whose row has changed. */
const applyTo = (rows: Map<string, OrderBoardRow>, told: Told): string | undefined => {
  const orderId = orderOf(told.event);
  if (orderId === undefined) return undefined;
  const row = rows.get(orderId);
  if (row !== undefined && BigInt(row.revision) >= told.recorded.revision) return undefined;
  const after = rowAfter(row, told);
  if (after === undefined) return undefined;
  rows.set(orderId, after);
  return orderId;
};

const rowAfter = (
  row: OrderBoardRow | undefined,
  { recorded: { revision, metadata }, event }: Told,
): OrderBoardRow | undefined => {
  const after = boardAfter(row && boardOf(row), event, metadata.decidedAt);
  if (after === undefined) return undefined;
  // What is held or moved goes to a slot that is sold.
  const placed = row === undefined || event.type === 'OrderMoved';
  const sale = placed ? { outside: false, outsideRevision: revision.toString() } : row;
  return rowOf(after, revision, sale);
};

export const boardOf = ({ details, customer }: OrderBoardRow): BoardOrder =>
  customer === null ? details : { ...details, customer };

const rowOf = (
  order: BoardOrder,
  revision: bigint,
  { outside, outsideRevision }: Pick<OrderBoardRow, 'outside' | 'outsideRevision'>,
): OrderBoardRow => {
  const { customer = null, ...details } = order;
  const { orderId, slot, status, by, reference = null } = order;
  const { storeId = '', businessDate = '' } = placeOfOrder(orderId) ?? {};
  const after = stuckAfter(order);
  return {
    orderId,
    storeId,
    businessDate,
    slot: new Date(slot),
    status,
    heldBy: by,
    reference,
    needsPerson: order.escalation !== undefined,
    cancelling: order.cancelling === true,
    stuckAfter: after === undefined ? null : new Date(after),
    outside,
    outsideRevision,
    details,
    customer,
    revision: revision.toString(),
  };
};
