import type { Client } from 'pg';
import { startNode, type Node } from '../e2e/nodes.js';
import { waitFor } from '../equipment/wait-for.js';
import {
  closeHouses,
  confirmed,
  freshDatabase,
  headOf,
  held,
  openedStore,
  orderBecomes,
} from '../http/house.js';
import { freshKey } from '../http/http-client.js';
import { mend, poison } from '../http/poison.js';
import { confirmBody, DATE, LUNCH, openStoreBody } from '../http/requests.js';
import { rowsOf, type BoardRows } from '../projections/board-rows.js';
import { openScratch, TABLES_OF } from '../projections/boards-from-scratch.js';
import { wholeLog } from '../projections/lived-day.js';

const BOARDS = ['open-days', 'order-board', 'delivery-board'] as const;
/** Killed when the failpoint is reached for so many a time: a restarted server has caught up by then, and works. */
const KILLED_AT = 4;
/** Far more stores than it takes to reach a failpoint so often. */
const STORES_MAX = 500;
/** A spec here starts four servers, one after another. */
const SERVERS_WITHIN_MS = 180_000;

const UNTIED = 'test/programs/server-with-loose-checkpoints';

let scratch: Awaited<ReturnType<typeof openScratch>>;
let url: string;
let sql: Client;

beforeAll(async () => {
  scratch = await openScratch();
});
beforeEach(async () => {
  ({ url, sql } = await freshDatabase());
});
afterAll(async () => {
  await scratch.close();
  await closeHouses();
});

interface Seen {
  readonly rows: BoardRows;
  /** What the same board is when it is made from nothing of the log up to its checkpoint. */
  readonly fromScratch: BoardRows;
  readonly checkpoint: string;
}

/** A board at one instant, whoever is still writing. */
const look = async (board: string): Promise<Seen> => {
  await sql.query('begin isolation level repeatable read');
  try {
    const { rows: at } = await sql.query<{ position: string }>(
      'select position from projection_checkpoint where projection = $1',
      [board],
    );
    const checkpoint = at[0]?.position ?? '0';
    const told = (await wholeLog({ sql })).filter(({ position }) => position <= BigInt(checkpoint));
    const rows = await rowsOf(sql, TABLES_OF[board]);
    return { rows, fromScratch: await scratch.boardOf(board, told), checkpoint };
  } finally {
    await sql.query('commit');
  }
};

/** Stores open, guests hold and confirm. */
const work = async (node: Node): Promise<void> => {
  for (let n = 0; n < STORES_MAX; n += 1) {
    const { body } = await node.post<{ storeId: string }>('/stores', openStoreBody({ location: freshKey() }));
    const hold = () => held(node, body.storeId, LUNCH);
    const { orderId } = await hold();
    expect((await node.post(`/orders/${orderId}/confirm`, confirmBody())).status).toBe(200);
    await hold();
  }
};

const workUntilKilled = async (node: Node): Promise<void> => {
  // It ends with a request that nobody answers any more.
  await expect(work(node)).rejects.toThrow('fetch failed');
  expect(await node.program.ended()).toEqual({ code: null, signal: 'SIGKILL' });
};

/** The boards as a server that was killed at the failpoint left them. */
const killedAt = async (failpoint: string, path = 'src/main'): Promise<readonly Seen[]> => {
  await workUntilKilled(await startNode(url, { path, env: { RUSHLINE_FAILPOINT: failpoint } }));
  const seen: Seen[] = [];
  for (const board of BOARDS) seen.push(await look(board));
  return seen;
};

/** Resolves once every board has read the log to its end. */
const caughtUp = (): Promise<unknown> =>
  waitFor(
    async () => {
      const { rows } = await sql.query<{ boards: number }>(
        'select count(*)::int as boards from projection_checkpoint where position = $1',
        [await headOf(sql)],
      );
      return rows[0]?.boards === BOARDS.length;
    },
    { what: 'the boards to catch up' },
  );

const WHILE_PROJECTING = ['before-rows', 'after-rows', 'before-commit', 'after-commit'] as const;

describe('A server killed while it projects, at', () => {
  it.each(WHILE_PROJECTING)(
    '%s, leaves boards that are what their checkpoints say, and completes them when it is back',
    async where => {
      for (const board of BOARDS) {
        for (const { rows, fromScratch } of await killedAt(`projection.${where}:${board}@${KILLED_AT}`)) {
          expect(rows).toEqual(fromScratch);
        }
      }
      await startNode(url);
      await caughtUp();
      for (const board of BOARDS) {
        const { rows, fromScratch } = await look(board);
        expect(rows).toEqual(fromScratch);
        expect(Object.values(rows).flat().length).toBeGreaterThan(KILLED_AT);
      }
    },
    SERVERS_WITHIN_MS,
  );

  it(
    'before-rows, would lose rows of every board for good if checkpoints went ahead of them',
    async () => {
      for (const board of BOARDS) await killedAt(`projection.before-rows:${board}@${KILLED_AT}`, UNTIED);
      await startNode(url);
      await caughtUp();
      for (const board of BOARDS) {
        const { rows, fromScratch } = await look(board);
        expect(rows).not.toEqual(fromScratch);
      }
    },
    SERVERS_WITHIN_MS,
  );
});

/** A server that meets an event the order board cannot take, and is killed when it parks the day of it. */
const killedWhileParking = async (where: string, path = 'src/main') => {
  const env = { RUSHLINE_FAILPOINT: `projection.${where}:order-board` };
  const doomed = await startNode(url, { path, env });
  const storeId = await openedStore(doomed);
  const good = await confirmed(doomed, storeId, LUNCH);
  await poison(sql, (await held(doomed, storeId, LUNCH)).orderId, good);
  expect(await doomed.program.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  return `serviceDay-${storeId}_${DATE}`;
};

const parkedOfBoard = async (): Promise<readonly { readonly key: string; readonly attempts: number }[]> => {
  const { rows } = await sql.query<{ key: string; attempts: number }>(
    `select key, attempts from parked_event where consumer = 'order-board'`,
  );
  return rows;
};

describe('A server killed while it parks a day, at', () => {
  it.each([
    ['before-parking', 0],
    ['after-parking', 1],
  ])(
    '%s, has it parked once when it is back, and nothing is lost once it is mended',
    async (where, parked) => {
      const key = await killedWhileParking(where);
      expect(await parkedOfBoard()).toHaveLength(parked);
      const restarted = await startNode(url);
      const elsewhere = await openedStore(restarted, { location: 'next-door' });
      await orderBecomes(restarted, await confirmed(restarted, elsewhere, LUNCH), 'confirmed');
      expect(await parkedOfBoard()).toEqual([{ key, attempts: 1 }]);

      await mend(sql);
      const retried = await restarted.post('/ops/parked/retry', { consumer: 'order-board', key });
      expect(retried).toMatchObject({ status: 200, body: { status: 'unparked' } });
      await caughtUp();
      const { rows, fromScratch } = await look('order-board');
      expect(rows).toEqual(fromScratch);
      expect(rows).toMatchObject({ order_board: { length: 3 } });
    },
  );

  it('before-parking, would pass over the event for good if the checkpoint went ahead of what is parked', async () => {
    await killedWhileParking('before-parking', UNTIED);
    await mend(sql);
    await startNode(url);
    await caughtUp();
    expect(await parkedOfBoard()).toEqual([]);
    const { rows, fromScratch } = await look('order-board');
    expect(rows).not.toEqual(fromScratch);
  });
});
