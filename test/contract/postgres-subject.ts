import { Client, type Pool } from 'pg';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { createPool } from '../../src/platform/postgres/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import type { ContractSubject, LostAppend } from './contract-subject.js';

interface NodeOptions {
  readonly network?: NetworkTime;
  readonly safetyPollMs?: number;
  readonly listenUrl?: string;
  readonly pool?: Pool;
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
  private readonly lost: LostAppend[] = [];
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

  loseNext(lost: LostAppend): void {
    this.lost.push(lost);
  }

  /** A pool as a node has it, whose answers to appends may be made to get lost. */
  pool(settings: { readonly statement_timeout?: number } = {}): Pool {
    const pool = createPool(this.url, cause => this.troubles.push(cause));
    Object.assign(pool.options, settings);
    this.closing.push(() => pool.end());
    const query = pool.query.bind(pool) as (statement: { name?: string }) => Promise<unknown>;
    const meddling = async (...args: Parameters<typeof query>): Promise<unknown> => {
      const lost = args[0].name === 'log_append' ? this.lost.shift() : undefined;
      if (lost === 'lose-before-writing') throw new Error('the connection was lost');
      const answer = await query(...args);
      if (lost === 'write-then-lose-answer') throw new Error('the connection was lost');
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
