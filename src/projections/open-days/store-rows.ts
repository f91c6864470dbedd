import { In, type EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';
import { STORE_PREFIX, storeKind, type Store } from '../../stores/index.js';
import { writeRows } from '../runner/index.js';
import { StoreRow } from './open-days.entities.js';

/** Folds what happened to stores into their rows, with the rules of their own room. */
export const projectStores = async (
  events: readonly RecordedEvent[],
  manager: EntityManager,
): Promise<void> => {
  const ofStores = events.filter(({ stream }) => stream.startsWith(STORE_PREFIX));
  if (ofStores.length === 0) return;
  const stores = await storesOf(ofStores, manager);
  const changed = new Set<string>();
  for (const recorded of ofStores) if (applyTo(stores, recorded)) changed.add(recorded.stream);
  const rows = [...changed].flatMap(stream => rowOf(stores.get(stream)));
  await writeRows(manager, StoreRow, rows);
};

/** The stores these events speak of, as their rows know them, by stream. */
const storesOf = async (
  events: readonly RecordedEvent[],
  manager: EntityManager,
): Promise<Map<string, Store>> => {
  const storeIds = new Set(events.map(({ stream }) => stream.slice(STORE_PREFIX.length)));
  const rows = await manager.findBy(StoreRow, { storeId: In([...storeIds]) });
  return new Map(
    rows.flatMap(({ storeId, folded, revision }) =>
      folded === null ? [] : [[STORE_PREFIX + storeId, { ...folded, revision: BigInt(revision) }]],
    ),
  );
};

/** Folds one event into its store. False where the store has it already. */
const applyTo = (stores: Map<string, Store>, recorded: RecordedEvent): boolean => {
  const { stream, revision, metadata } = recorded;
  const store = stores.get(stream) ?? storeKind.decider.initial();
  if (revision <= store.revision) return false;
  const event = storeKind.eventTypes.recognise(recorded);
  storeKind.decider.evolve(store, event, { at: metadata.decidedAt, revision });
  stores.set(stream, store);
  return true;
};

const rowOf = (store: Store | undefined): readonly StoreRow[] => {
  if (store?.details === undefined) return [];
  const { revision, ...folded } = store;
  const { storeId, name, address, zone, currency } = store.details;
  return [{ storeId, name, address, zone, currency, folded, revision: revision.toString() }];
};
