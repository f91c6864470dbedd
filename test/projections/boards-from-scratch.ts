import type { EventStore, RecordedEvent } from '../../src/event-sourcing/index.js';
import { PROJECTIONS, TABLES } from '../../src/projections/read-models.js';
import { openDatabase, ProjectionFollower } from '../../src/projections/runner/index.js';
import { HandTime } from '../event-sourcing/clocks.js';
import { freshDatabase } from '../http/house.js';
import { rowsOf, type BOARD_TABLES, type BoardRows } from './board-rows.js';

/** Which tables each board is made of. */
export const TABLES_OF: Readonly<Record<string, readonly (typeof BOARD_TABLES)[number][]>> = {
  'open-days': ['open_day', 'closed_day', 'store_list'],
  'order-board': ['order_board'],
  'delivery-board': ['delivery_board', 'delivery_day'],
};

/** A database of its own in which boards are made from nothing, as often as one likes. */
export const openScratch = async () => {
  const { url, sql } = await freshDatabase();
  const database = await openDatabase({ type: 'postgres', url, ...TABLES });
  /** The rows of a board that was told these events, and nothing before them. */
  const boardOf = async (name: string, events: readonly RecordedEvent[]): Promise<BoardRows> => {
    const projection = PROJECTIONS.find(each => each.name === name);
    const tables = TABLES_OF[name];
    if (projection === undefined || tables === undefined) throw new Error(`there is no board ${name}`);
    await sql.query(`truncate ${[...tables, 'projection_checkpoint'].join(', ')}`);
    const store: Partial<EventStore> = { logId: 'the-log', head: async () => BigInt(events.length) };
    const around = { store: store as EventStore, network: new HandTime() };
    const follower = new ProjectionFollower(projection, database, around);
    await follower.begin();
    await follower.handle(
      events.filter(({ stream }) => projection.prefixes.some(prefix => stream.startsWith(prefix))),
    );
    if (follower.parked().length > 0) {
      throw new Error(`${name} cannot be made: ${follower.parked()[0]?.error}`);
    }
    return rowsOf(sql, tables);
  };
  return { boardOf, close: () => database.destroy() };
};
