import type { ClientBase, Pool } from 'pg';
import type { NetworkTime } from '../clock/index.js';

/** How far PostgreSQL's clock is ahead of this node's, in whole milliseconds; the time of the question is halved out. */
export const clockSkewMs = async (database: Pool | ClientBase, network: NetworkTime): Promise<number> => {
  const askedAtMs = network.utcMs();
  const { rows } = await database.query<{ now_ms: string }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000) as now_ms',
  );
  return Math.round(Number(rows[0]?.now_ms) - (askedAtMs + network.utcMs()) / 2);
};
