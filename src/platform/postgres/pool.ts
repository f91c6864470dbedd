import pg, { type Pool } from 'pg';

/** Connections of the pool the log, the keys and the cursors share. */
const POOL_CONNECTIONS_MAX = 12;
/** How long a statement may wait for a lock, run, or wait for a connection before it is given up. */
const LOCK_TIMEOUT_MS = 4_000;
const STATEMENT_TIMEOUT_MS = 8_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** How long beyond that a server may say nothing at all before its connection is taken for dead. */
const SILENCE_MS = 2_000;

export const POOL = Symbol('Pool');
export const DATABASE_URL = Symbol('DatabaseUrl');

/** A pool whose statements cannot hang. An idle connection that breaks is reported and replaced. */
export const createPool = (url: string, onTrouble: (cause: Error) => void): Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'rushline',
    max: POOL_CONNECTIONS_MAX,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + SILENCE_MS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  pool.on('error', onTrouble);
  // A connection that breaks in somebody's hands, between two statements, fails their next statement, and not the process.
  pool.on('connect', client => void client.on('error', () => undefined));
  return pool;
};
