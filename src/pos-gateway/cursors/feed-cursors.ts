import type { Pool } from 'pg';
import { z } from 'zod';
import { install } from '../../platform/postgres/index.js';

/** A table of an earlier release is changed once: changing it waits for everybody who has it open. */
const FEED_CURSORS_TABLE = `
  create table if not exists feed_cursor (
    account           text        not null,
    location          text        not null,
    cursor            text        not null,
    moved_at          timestamptz not null default clock_timestamp(),
    watermark         text,
    worst_lateness_ms bigint      not null default 0,
    moves             bigint      not null default 0,
    primary key (account, location)
  );
  do $$ begin
    if not exists (
      select from pg_attribute where attrelid = 'feed_cursor'::regclass and attname = 'moves'
    ) then
      alter table feed_cursor
        add column watermark text,
        add column worst_lateness_ms bigint not null default 0,
        add column moves bigint not null default 0;
    end if;
  end $$`;

const CURSOR_CHARS_MAX = 4_096;

const mark = z.object({
  cursor: z
    .string()
    .min(1)
    .max(CURSOR_CHARS_MAX)
    .refine(text => text.search(/\p{Cc}/u) < 0),
  watermark: z.iso.datetime().optional(),
  worstLatenessMs: z.int().min(0),
});

/** How far a feed was read. `watermark` is the newest instant it has told, in the time of the POS alone. */
export type FeedMark = Readonly<z.infer<typeof mark>>;

export interface FeedPlace {
  readonly account: string;
  readonly location: string;
}

/** A row as it stands; `mark` is undefined where it says nothing that could be read on from. */
export interface FeedCursor {
  readonly mark: FeedMark | undefined;
  /** How often it was moved: who moves it names the move it saw last. */
  readonly moves: string;
}

interface CursorRow {
  readonly cursor: string;
  readonly watermark: string | null;
  readonly worst_lateness_ms: string;
  readonly moves: string;
}

/** How far each store's feed was read. Losing a row is safe: the feed is read again and changes nothing twice. */
export class FeedCursors {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<FeedCursors> {
    await install(pool, FEED_CURSORS_TABLE);
    return new FeedCursors(pool);
  }

  async read({ account, location }: FeedPlace): Promise<FeedCursor | undefined> {
    const { rows } = await this.pool.query<CursorRow>(
      `select cursor, watermark, worst_lateness_ms::text, moves::text
       from feed_cursor where account = $1 and location = $2`,
      [account, location],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const { data } = mark.safeParse({
      cursor: row.cursor,
      watermark: row.watermark ?? undefined,
      worstLatenessMs: Number(row.worst_lateness_ms),
    });
    return { mark: data, moves: row.moves };
  }

  /** Moves a row that still stands where it was read, or makes the first one; undefined when somebody else did. */
  async move(
    { account, location }: FeedPlace,
    seen: FeedCursor | undefined,
    to: FeedMark,
  ): Promise<FeedCursor | undefined> {
    const values = [account, location, to.cursor, to.watermark ?? null, to.worstLatenessMs];
    const { rows } =
      seen === undefined
        ? await this.pool.query<{ moves: string }>(
            `insert into feed_cursor (account, location, cursor, watermark, worst_lateness_ms)
             values ($1, $2, $3, $4, $5) on conflict do nothing returning moves::text`,
            values,
          )
        : await this.pool.query<{ moves: string }>(
            `update feed_cursor
             set cursor = $3, watermark = $4, worst_lateness_ms = $5, moves = moves + 1,
                 moved_at = clock_timestamp()
             where account = $1 and location = $2 and moves = $6 returning moves::text`,
            [...values, seen.moves],
          );
    const [row] = rows;
    return row && { mark: to, moves: row.moves };
  }
}
