import { Client, type Pool } from 'pg';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { createPool } from '../../src/platform/postgres/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import type { AppendFault } from '../../src/event-sourcing/in-memory-event-store.js';
import type { ContractSubject } from './contract-subject.js';

interface NodeOptions {
  readonly network?: NetworkTime;
  readonly safetyPollMs?: number;
  readonly listenUrl?: string;
  readonly pool?: Pool;
}

interface PoolSettings {
  readonly statement_timeout?: number;
  readonly lock_timeout?: number;
}

/** A statement as the driver is given it. */
interface Statement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Long enough that what arrives was told by NOTIFY and not found by looking. */
export const NEVER_MS = 3_600_000;

let database: Promise<TestDatabase> | undefined;
let schemas = 0;

afterAll(async () => {
  await (await database)?.drop();
  database = undefined;
});

/** A log in a schema of its own, with as many nodes and connections upon it as a spec needs. */
export class PostgresSubject implements ContractSubject {
  store!: PostgresEventStore;
  readonly troubles: Error[] = [];
  /** Every call of `log_append` that was sent, or would have been. */
  readonly calls: Statement[] = [];
  private readonly faults: AppendFault[] = [];
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(readonly url: string) {}

  /** An empty schema in which no node has started yet. */
  static async empty(): Promise<PostgresSubject> {
    database ??= createTestDatabase();
    const url = new URL((await database).url);
    const schema = `log_${(schemas += 1)}`;
    url.searchParams.set('options', `-c search_path=${schema}`);
    const subject = new PostgresSubject(url.href);
    await (await subject.session()).query(`create schema ${schema}`);
    return subject;
  }

  static async open(): Promise<PostgresSubject> {
    const subject = await PostgresSubject.empty();
    subject.store = await subject.another();
    return subject;
  }

  async another({ network, safetyPollMs, listenUrl, pool }: NodeOptions = {}): Promise<PostgresEventStore> {
    const store = await PostgresEventStore.open(pool ?? this.pool(), network ?? systemTime, {
      listenUrl: listenUrl ?? this.url,
      safetyPollMs: safetyPollMs ?? NEVER_MS,
      onTrouble: cause => this.troubles.push(cause),
    });
    this.closing.push(() => store.stop());
    return store;
  }

  failNext(...faults: readonly AppendFault[]): void {
    this.faults.push(...faults);
  }

  /** A pool as a node has it, whose calls may be made to meet a fault, and are counted. */
  pool(settings: PoolSettings = {}): Pool {
    const pool = createPool(this.url, cause => this.troubles.push(cause));
    Object.assign(pool.options, settings);
    this.closing.push(() => pool.end());
    const query = pool.query.bind(pool) as (statement: Statement) => Promise<unknown>;
    const meddling = async (statement: Statement): Promise<unknown> => {
      if (statement.name !== 'log_append') return query(statement);
      this.calls.push(statement);
      const fault = this.faults.shift();
      if (fault === 'lose-before-writing') throw new Error('the connection was lost');
      if (typeof fault === 'object') await meet(fault, statement, query);
      const answer = await query(statement);
      if (fault === 'write-then-lose-answer') throw new Error('the connection was lost');
      return answer;
    };
    return Object.assign(pool, { query: meddling });
  }

  /** A session of the spec's own. */
  async session(): Promise<Client> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    this.closing.push(() => client.end().catch(() => undefined));
    return client;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }
}

/** A call that carries one append is slow, or is preceded by a rival's at the same revision. */
const meet = async (
  fault: AppendFault & object,
  { name, text, values = [] }: Statement,
  query: (statement: Statement) => Promise<unknown>,
): Promise<void> => {
  if ('slowUntil' in fault) return void (await fault.slowUntil);
  const [streams, expected] = values;
  const columns = [
    fault.rival.map(({ id }) => id),
    fault.rival.map(({ type }) => type),
    fault.rival.map(({ data }) => JSON.stringify(data)),
    fault.rival.map(({ metadata }) => JSON.stringify(metadata)),
  ];
  await query({ name, text, values: [streams, expected, [fault.rival.length], ...columns] });
};
