import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';

/** One database of the PostgreSQL that all sides of a bench share, with a client for looking into it. */
export interface BenchDatabase {
  readonly url: string;
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** The one number that a query answers. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface BenchPostgres {
  /** An empty database of its own. */
  database(name: string): Promise<BenchDatabase>;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that Rushline embeds, with the settings it runs under, in a folder of its own. */
export const startBenchPostgres = async (): Promise<BenchPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'rushline-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  const clients: pg.Client[] = [];
  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: 'rushline bench' });
    // Its end is noticed by the next query; without a listener it would end the bench.
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const server = await connect(postgres.url);
  return {
    dataDir: postgres.dataDir,
    database: async name => {
      const unique = `${name.replaceAll(/[^a-z]+/g, '_')}_${randomBytes(4).toString('hex')}`;
      await server.query(`create database ${unique} template template0`);
      const url = new URL(postgres.url);
      url.pathname = `/${unique}`;
      return databaseOf(url.href, await connect(url.href));
    },
    stop: async () => {
      await Promise.all(clients.map(client => client.end().catch(() => undefined)));
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(postgres.dataDir, { recursive: true, force: true });
    },
  };
};

const databaseOf = (url: string, client: pg.Client): BenchDatabase => {
  const query = async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(sql, [...values])).rows;
  return {
    url,
    query,
    count: async (sql, values) => {
      const [row] = await query<Record<string, unknown>>(sql, values);
      return Number(Object.values(row ?? {})[0]);
    },
  };
};
