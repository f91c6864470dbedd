import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../src/event-sourcing/index.js';
import { orderIdOf } from '../../src/orders/order-id.js';
import { serviceDayKind, serviceDayStream, type OrderEvent } from '../../src/orders/index.js';
import { TABLES } from '../../src/projections/read-models.js';
import { openDatabase, type Projection } from '../../src/projections/runner/index.js';
import { STORE_PREFIX, storeIdOf, storeKind, storeStream, type StoreEvent } from '../../src/stores/index.js';
import { freshDatabase } from '../http/house.js';
import { MORNING } from '../specification/service-day-controls.js';

export const STORE_ID = storeIdOf(new Uint8Array(8).fill(7));
export const DATE = '2031-06-02';
export const DAY = serviceDayStream(STORE_ID, DATE);
export const STORE = storeStream(STORE_ID);

/** The n-th order of the day, with an id that says so. */
export const orderId = (n: number): string =>
  orderIdOf({ storeId: STORE_ID, businessDate: DATE }, new Uint8Array(16).fill(n));

interface Fact {
  readonly type: string;
  readonly data: unknown;
}

const versionOf = (stream: string, fact: Fact): number =>
  stream.startsWith(STORE_PREFIX)
    ? storeKind.eventTypes.checkedVersion(fact as StoreEvent)
    : serviceDayKind.eventTypes.checkedVersion(fact as OrderEvent);

/** Facts as a log has them, one after another from a revision on; a fact may say at which instant it was decided. */
export const recordedIn = (
  stream: string,
  facts: readonly (Fact & { readonly at?: string })[],
  from = 0,
): readonly RecordedEvent[] =>
  facts.map(({ at = MORNING, ...fact }, n) => ({
    ...fact,
    id: `b9c3e0f2-0000-5000-8000-${String(from + n).padStart(12, '0')}`,
    stream,
    revision: BigInt(from + n),
    position: BigInt(from + n + 1),
    metadata: {
      $correlationId: 'request-1',
      $causationId: 'command-1',
      commandId: 'command-1',
      fingerprint: '',
      actor: 'operator-1',
      decidedAt: at,
      receivedAt: at,
      schemaVersion: versionOf(stream, fact),
    },
  }));

export interface ReadModels {
  readonly database: DataSource;
  readonly sql: Client;
  /** Has a projection handle events in one transaction, as its follower does. */
  readonly tell: (projection: Projection, events: readonly RecordedEvent[]) => Promise<void>;
  readonly rows: <Row>(query: string) => Promise<readonly Row[]>;
}

/** The tables of the read models in a database of their own. */
export const openReadModels = async (): Promise<ReadModels> => {
  const { url, sql } = await freshDatabase();
  const database = await openDatabase({ type: 'postgres', url, ...TABLES });
  return {
    database,
    sql,
    tell: (projection, events) => database.transaction(manager => projection.project(events, manager)),
    rows: async <Row>(query: string) => (await sql.query(query)).rows as readonly Row[],
  };
};
