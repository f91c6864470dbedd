import type { Pool } from 'pg';

/** Runs statements that make what is missing. Nodes that start together take turns, so none meets a half-made table. */
export const install = async (pool: Pool, statements: string): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('rushline.install', 0))`);
    await client.query(statements);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
