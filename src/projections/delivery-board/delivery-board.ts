import { Any, type EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import {
  orderOf,
  placeOfOrder,
  serviceDayKind,
  SERVICE_DAY_PREFIX,
  type OrderEvent,
} from '../../orders/index.js';
import { writeRows, type Projection } from '../runner/index.js';
import { changeTerms, termsOf } from './day-terms.js';
import { DeliveryRow } from './delivery-board.entities.js';
import {
  deliveryAfter,
  isInProgress,
  termsIn,
  type BoardDelivery,
  type DayTerms,
} from './delivery-board.projection.js';

/** Facts of holds: nothing is handed over before it is confirmed. */
const OF_HOLDS: ReadonlySet<string> = new Set([
  'TimeslotHeld',
  'HoldRenewed',
  'HoldReleased',
  'HoldExpired',
] satisfies OrderEvent['type'][]);

export const DELIVERY_BOARD = 'delivery-board';

interface Told {
  readonly recorded: RecordedEvent;
  readonly event: OrderEvent;
}

interface Known {
  readonly rows: Map<string, DeliveryRow>;
  readonly terms: ReadonlyMap<string, DayTerms>;
}

/** The handing over of every confirmed order. */
export const deliveryBoardProjection: Projection = {
  name: DELIVERY_BOARD,
  prefixes: [SERVICE_DAY_PREFIX],
  passesOver: ({ type }) => OF_HOLDS.has(type),
  async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    let pending: Told[] = [];
    for (const recorded of events) {
      if (OF_HOLDS.has(recorded.type)) continue;
      const told = { recorded, event: serviceDayKind.eventTypes.recognise(recorded) };
      const terms = termsIn(told.event);
      if (terms === undefined) {
        pending.push(told);
        continue;
      }
      // They concern the orders before and behind them differently.
      await projectDeliveries(pending, manager);
      pending = [];
      await changeTerms(recorded.stream, recorded.revision, terms, manager);
    }
    await projectDeliveries(pending, manager);
  },
};

const projectDeliveries = async (told: readonly Told[], manager: EntityManager): Promise<void> => {
  const ids = new Set(told.flatMap(({ event }) => orderOf(event) ?? []));
  if (ids.size === 0) return;
  const found = await manager.findBy(DeliveryRow, { orderId: Any([...ids]) });
  const known = {
    rows: new Map(found.map(row => [row.orderId, row])),
    terms: await termsOf(new Set(told.map(({ recorded }) => recorded.stream)), manager),
  };
  const changed = new Set(told.flatMap(each => applyTo(known, each) ?? []));
  const written = [...known.rows.values()].filter(({ orderId }) => changed.has(orderId));
  await writeRows(manager, DeliveryRow, written);
};

/** Folds one event into its row, unless the row has it already. Returns the order whose row has changed. */
const applyTo = ({ rows, terms }: Known, told: Told): string | undefined => {
  const orderId = orderOf(told.event);
  if (orderId === undefined) return undefined;
  const { stream, revision } = told.recorded;
  const row = rows.get(orderId);
  if (row !== undefined && BigInt(row.revision) >= revision) return undefined;
  const ofDay = terms.get(stream);
  if (ofDay === undefined) throw new Error(`${stream} has an order, and was never opened`);
  const after = rowAfter(row, told, ofDay);
  if (after !== undefined) rows.set(orderId, after);
  return after?.orderId;
};

const rowAfter = (
  row: DeliveryRow | undefined,
  { recorded: { revision, metadata }, event }: Told,
  terms: DayTerms,
): DeliveryRow | undefined => {
  const after = deliveryAfter(row && deliveryIn(row), event, metadata.decidedAt, terms);
  if (after === undefined) return undefined;
  const placed = row === undefined || event.type === 'OrderMoved';
  return rowOf(after, revision, placed ? revision.toString() : row.termsRevision);
};

export const deliveryIn = ({ details, due, account, location }: DeliveryRow): BoardDelivery => ({
  ...details,
  due: due.toISOString(),
  account,
  location,
});

const rowOf = (delivery: BoardDelivery, revision: bigint, termsRevision: string): DeliveryRow => {
  const { due, account, location, ...details } = delivery;
  const { orderId, slot, state } = details;
  const { storeId = '', businessDate = '' } = placeOfOrder(orderId) ?? {};
  return {
    orderId,
    storeId,
    businessDate,
    slot: new Date(slot),
    due: new Date(due),
    account,
    location,
    state,
    inProgress: isInProgress(delivery),
    details: inOneOrder(details),
    termsRevision,
    revision: revision.toString(),
  };
};

/** The row's text is the same in whatever pieces the log was told, so its fields must not come as they happened to. */
const inOneOrder = (details: DeliveryRow['details']): DeliveryRow['details'] => ({
  orderId: details.orderId,
  slot: details.slot,
  confirmedAt: details.confirmedAt,
  state: details.state,
  attempts: details.attempts,
  lastOutcome: details.lastOutcome,
  ticketId: details.ticketId,
  voidState: details.voidState,
  escalation: details.escalation,
  deliveredAt: details.deliveredAt,
  latenessMs: details.latenessMs,
});
