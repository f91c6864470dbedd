import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** An empty database of one spec's own in the PostgreSQL of this run. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = process.env.RUSHLINE_TEST_DATABASE_URL;
  if (server === undefined) {
    throw new Error('RUSHLINE_TEST_DATABASE_URL is not set: run the specs through `npm test`');
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};

const run = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
};
