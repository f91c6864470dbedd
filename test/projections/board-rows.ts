import type { Client } from 'pg';

/** Every table the boards are made of. */
export const BOARD_TABLES = [
  'order_board',
  'open_day',
  'closed_day',
  'store_list',
  'delivery_board',
  'delivery_day',
] as const;

export type BoardRows = Readonly<Record<string, readonly string[]>>;

/** Every row of the read models as text. */
export const rowsOf = async (
  sql: Client,
  tables: readonly (typeof BOARD_TABLES)[number][] = BOARD_TABLES,
): Promise<BoardRows> => {
  const entries = tables.map(async table => {
    const { rows } = await sql.query<{ text: string }>(`select t::text as text from ${table} t order by 1`);
    return [table, rows.map(({ text }) => text)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};
