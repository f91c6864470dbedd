import { startNode, type Node } from '../e2e/nodes.js';
import { openTransaction } from '../equipment/open-transaction.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, freshDatabase, openedStore, type Held } from '../http/house.js';
import { freshKey, type Answer } from '../http/http-client.js';
import { DATE, holdBody } from '../http/requests.js';

afterAll(closeHouses);

/** An append to a stream of its own, as a writer makes it who takes the log's lock and then takes its time. */
const FOREIGN_APPEND = `select log_append('{foreign}', '{-1}', '{1}', array[gen_random_uuid()],
  '{SomethingHappened}', array['{}'::json], array['{}'::json])`;

describe('With a node at work,', () => {
  let url: string;
  let sql: Awaited<ReturnType<typeof freshDatabase>>['sql'];
  let node: Node;
  let storeId: string;
  beforeEach(async () => {
    ({ url, sql } = await freshDatabase());
    node = await startNode(url);
    storeId = await openedStore(node);
  });

  const hold = (key = freshKey()): Promise<Answer<Held>> =>
    node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(), { 'idempotency-key': key });
  /** The order board has to know the order: a reader that waits, or that has passed it by, would not. */
  const isOnTheBoard = (orderId: string) =>
    waitFor(async () => (await node.get(`/orders/${orderId}`)).status === 200, {
      what: `order ${orderId} on the board`,
    });

  it('a long foreign transaction delays neither commands nor read models', async () => {
    await sql.query('create table elsewhere (note text)');
    const foreign = await openTransaction(
      url,
      'set transaction isolation level repeatable read',
      `insert into elsewhere values ('unfinished')`,
      'select count(*) from log_event',
    );
    for (let n = 0; n < 5; n += 1) {
      const { status, body } = await hold();
      expect(status).toBe(201);
      await isOnTheBoard(body.orderId);
    }
    // It was open all the while: a reader that waits for older transactions would have seen none of these yet.
    const { rows } = await sql.query<{ hidden: number }>(
      `select count(*)::int as hidden from log_event
       where type = 'TimeslotHeld' and xmin::text::bigint >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
    );
    expect(rows[0]?.hidden).toBe(5);
    await foreign.rollback();
  });

  it.each(['commit', 'rollback'] as const)(
    'an open foreign writer hides nothing: what waited for its %s is there, in order and without a gap',
    async end => {
      const before = await hold();
      const foreign = await openTransaction(url, FOREIGN_APPEND);
      const waiting = Array.from({ length: 4 }, () => hold());
      await waitFor(
        async () => {
          const { rows } = await sql.query<{ count: number }>(
            `select count(*)::int as count from pg_stat_activity
             where wait_event = 'advisory' and datname = current_database()`,
          );
          return rows[0]!.count > 0;
        },
        { what: 'an append to wait' },
      );
      await foreign[end]();
      const answers = [before, ...(await Promise.all(waiting))];
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      for (const { body } of answers) await isOnTheBoard(body.orderId);
      const { rows } = await sql.query<{ dense: boolean; foreign: number }>(
        `select max(position) - min(position) + 1 = count(*) as dense,
           (count(*) filter (where stream = 'foreign'))::int as foreign from log_event`,
      );
      expect(rows[0]).toEqual({ dense: true, foreign: end === 'commit' ? 1 : 0 });
    },
  );

  it('a foreign writer who does not end makes commands answer 503, and they are done once when it has', async () => {
    expect((await hold()).status).toBe(201);
    const foreign = await openTransaction(url, FOREIGN_APPEND);
    const key = freshKey();
    const answer = await hold(key);
    expect([answer.status, (answer.body as unknown as { code: string }).code]).toEqual([
      503,
      'OUTCOME_UNKNOWN',
    ]);
    await foreign.rollback();
    expect((await hold(key)).status).toBe(201);
    const { rows } = await sql.query<{ holds: number }>(
      `select count(*)::int as holds from log_event where type = 'TimeslotHeld'`,
    );
    expect(rows[0]?.holds).toBe(2);
  });
});
