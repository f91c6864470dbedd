import { Client } from 'pg';
import { HOST } from './port.js';
import { SUPERUSER, type Cluster } from './cluster.js';
import { codeOf } from './embedded-postgres-error.js';

const DATABASE = 'rushline';
const ANSWER_WITHIN_MS = 10_000;
/** SQLSTATE `cannot_connect_now`: it is starting, recovering or shutting down. */
const NOT_YET = '57P03';
const DUPLICATE_DATABASE = '42P04';

export const databaseUrl = (port: number, { password }: Cluster, database = DATABASE): string =>
  `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@${HOST}:${port}/${database}`;

/** Whether the server on `port` takes our password and has our cluster open. */
export const answersFor = async (port: number, cluster: Cluster): Promise<'yes' | 'no' | 'not yet'> => {
  try {
    const [row] = await ask<{ data_directory: string }>(port, cluster, 'SHOW data_directory');
    return row?.data_directory === cluster.folder ? 'yes' : 'no';
  } catch (error) {
    return codeOf(error) === NOT_YET ? 'not yet' : 'no';
  }
};

/** Makes our database when a run was interrupted before it could, or when the cluster is new. */
export const ensureDatabase = async (port: number, cluster: Cluster): Promise<void> => {
  const found = await ask(port, cluster, `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (found.length > 0) return;
  try {
    await ask(port, cluster, `CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    if (codeOf(error) !== DUPLICATE_DATABASE) throw error;
  }
};

const ask = async <Row extends object>(port: number, cluster: Cluster, sql: string): Promise<Row[]> => {
  const client = new Client({
    connectionString: databaseUrl(port, cluster, 'postgres'),
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  // A connection that breaks while idle tells so as an event; the next query fails with the same reason.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};
