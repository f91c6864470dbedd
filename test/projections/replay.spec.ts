import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { EventStore, RecordedEvent } from '../../src/event-sourcing/index.js';
import { orderBoardProjection } from '../../src/projections/order-board/index.js';
import { PROJECTIONS, TABLES } from '../../src/projections/read-models.js';
import { openDatabase, ProjectionFollower, type Projection } from '../../src/projections/runner/index.js';
import { HandTime } from '../event-sourcing/clocks.js';
import { closeHouses, freshDatabase } from '../http/house.js';
import { BOARD_TABLES, rowsOf } from './board-rows.js';
import { inPieces, livedDay } from './lived-day.js';

let lived: Awaited<ReturnType<typeof livedDay>>;
let database: DataSource;
let copy: Client;

beforeAll(async () => {
  lived = await livedDay();
  const { url, sql } = await freshDatabase();
  copy = sql;
  database = await openDatabase({
    type: 'postgres',
    url,
    ...TABLES,
  });
});
afterAll(async () => {
  await database.destroy();
  await closeHouses();
});

beforeEach(() => copy.query(`truncate ${[...BOARD_TABLES, 'projection_checkpoint'].join(', ')}`));

/** The rows the running server made of the same log. */
const livedRows = () => rowsOf(lived.sql);

const wantedBy = ({ prefixes }: Projection): readonly RecordedEvent[] =>
  lived.events.filter(({ stream }) => prefixes.some(prefix => stream.startsWith(prefix)));

const log = (): EventStore =>
  ({ logId: 'the-log', head: async () => BigInt(lived.events.length) }) as Partial<EventStore> as EventStore;

const follow = (projection: Projection): ProjectionFollower =>
  new ProjectionFollower(projection, database, { store: log(), network: new HandTime() });

/** Follows the log from the checkpoint to its end in pieces of these sizes. */
const catchUp = async (projection: Projection, sizes: readonly number[]): Promise<void> => {
  const follower = follow(projection);
  const position = await follower.begin();
  const rest = wantedBy(projection).filter(event => event.position > position);
  for (const piece of inPieces(rest, sizes)) await follower.handle(piece);
};

describe('The read models', () => {
  it.each([[[1]], [[2]], [[3, 1, 5]], [[7]], [[1_000]]])('are the same made in pieces of %j', async sizes => {
    for (const projection of PROJECTIONS) await catchUp(projection, sizes);
    const rows = await livedRows();
    expect(await rowsOf(copy)).toEqual(rows);
    expect(rows).toMatchObject({
      order_board: { length: 5 },
      open_day: { length: 1 },
      closed_day: { length: 0 },
      store_list: { length: 2 },
      delivery_board: { length: 3 },
      delivery_day: { length: 1 },
    });
  });

  it.each([[[1]], [[4]], [[1_000]]])(
    'stay the same when the whole log is told again in pieces of %j',
    async sizes => {
      for (const projection of PROJECTIONS) {
        await catchUp(projection, [1_000]);
        for (const piece of inPieces(wantedBy(projection), sizes)) {
          await database.transaction(manager => projection.project(piece, manager));
        }
      }
      expect(await rowsOf(copy)).toEqual(await livedRows());
    },
  );

  it('stay the same when any beginning of the log is told again', async () => {
    for (const projection of PROJECTIONS) {
      await catchUp(projection, [1_000]);
      const events = wantedBy(projection);
      for (let end = 1; end <= events.length; end += 3) {
        await database.transaction(manager => projection.project(events.slice(0, end), manager));
      }
    }
    expect(await rowsOf(copy)).toEqual(await livedRows());
  });

  it('tell of a log without its last event another story', async () => {
    const follower = follow(orderBoardProjection);
    await follower.begin();
    await follower.handle(wantedBy(orderBoardProjection).slice(0, -1));
    expect((await rowsOf(copy)).order_board).not.toEqual((await livedRows()).order_board);
  });
});

describe('A projection that dies in the middle of a batch', () => {
  const dying = (projection: Projection): Projection => ({
    ...projection,
    project: async (events, manager) => {
      await projection.project(events.slice(0, Math.ceil(events.length / 2)), manager);
      throw new Error('Connection terminated: the process died');
    },
  });

  it.each(PROJECTIONS.map(projection => [projection.name, projection] as const))(
    'leaves nothing of it, and goes on from its checkpoint: %s',
    async (_, projection) => {
      const events = wantedBy(projection).filter(event => projection.passesOver?.(event) !== true);
      const half = Math.floor(events.length / 2);
      const follower = follow(projection);
      await follower.begin();
      await follower.handle(events.slice(0, half));
      const before = await rowsOf(copy);

      const second = follow(dying(projection));
      expect(await second.begin()).toBe(events[half - 1]?.position);
      await expect(second.handle(events.slice(half))).rejects.toThrow('the process died');
      expect(await rowsOf(copy)).toEqual(before);
      expect(await follow(projection).begin()).toBe(events[half - 1]?.position);

      for (const each of PROJECTIONS) await catchUp(each, [2]);
      expect(await rowsOf(copy)).toEqual(await livedRows());
    },
  );

  it('would leave half of it without the transaction around rows and checkpoint', async () => {
    const events = wantedBy(orderBoardProjection);
    await expect(dying(orderBoardProjection).project(events, database.manager)).rejects.toThrow();
    expect((await rowsOf(copy)).order_board).not.toEqual([]);
  });
});
