import type { Pool } from 'pg';
import { install } from '../../platform/postgres/index.js';

const FEED_CURSORS_TABLE = `
  create table if not exists feed_cursor (
    account  text        not null,
    location text        not null,
    cursor   text        not null,
    moved_at timestamptz not null default clock_timestamp(),
    primary key (account, location)
  )`;

/** How far each store's feed was read. Losing a row is safe: the feed is read again and changes nothing twice. */
export class FeedCursors {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<FeedCursors> {
    await install(pool, FEED_CURSORS_TABLE);
    return new FeedCursors(pool);
  }

  async read(account: string, location: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ cursor: string }>(
      'select cursor from feed_cursor where account = $1 and location = $2',
      [account, location],
    );
    return rows[0]?.cursor;
  }

  /** Moves a cursor that still stands where it was read; false when somebody else moved it. */
  async move(account: string, location: string, from: string | undefined, to: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `insert into feed_cursor (account, location, cursor) values ($1, $2, $4)
       on conflict (account, location) do update set cursor = $4, moved_at = clock_timestamp()
       where feed_cursor.cursor is not distinct from $3`,
      [account, location, from ?? null, to],
    );
    return rowCount === 1;
  }
}
