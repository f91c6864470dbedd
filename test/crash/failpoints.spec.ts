import PQueue from 'p-queue';
import type { Client } from 'pg';
import { startNode, type Node } from '../e2e/nodes.js';
import { closeHouses, freshDatabase, openedStore, type Held } from '../http/house.js';
import { freshKey, type Answer } from '../http/http-client.js';
import { DATE, holdBody } from '../http/requests.js';

const GUESTS = 24;
const AT_ONCE = 4;
/** Killed when the failpoint is reached for so many a time: some are answered by then, some wait. */
const KILLED_AT = 5;

let url: string;
let sql: Client;

beforeAll(async () => {
  ({ url, sql } = await freshDatabase());
});
afterAll(closeHouses);

const recordedIn = async (storeId: string): Promise<readonly string[]> => {
  const { rows } = await sql.query<{ order_id: string }>(
    `select data->>'orderId' as order_id from log_event
     where type = 'TimeslotHeld' and stream = $1 order by revision`,
    [`serviceDay-${storeId}_${DATE}`],
  );
  return rows.map(row => row.order_id);
};

/** How many appends were committed for the store: its opening, and what its day has recorded. */
const commitsFor = async (storeId: string): Promise<number | undefined> => {
  const { rows } = await sql.query<{ commits: number }>(
    `select count(distinct xmin::text)::int as commits from log_event where stream = any ($1)`,
    [[`store-${storeId}`, `serviceDay-${storeId}_${DATE}`]],
  );
  return rows[0]?.commits;
};

const seen = ({ status, body, headers }: Answer<Held>) => ({ status, body, etag: headers.get('etag') });

/** Guests hold places at a server that is killed at a failpoint; what was answered and recorded until then. */
const rushUntilKilled = async (failpoint: string) => {
  // The opening of the store is the first append.
  const env = { RUSHLINE_FAILPOINT: `${failpoint}@${1 + KILLED_AT}` };
  const doomed = await startNode(url, { env });
  const storeId = await openedStore(doomed, { limits: { orders: 1_000 } });
  const hold = (node: Node, key: string) =>
    node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(), { 'idempotency-key': key });
  const keys = Array.from({ length: GUESTS }, freshKey);
  const answered = new Map<string, Answer<Held>>();
  const rush = new PQueue({ concurrency: AT_ONCE });
  const guests = keys.map(key => async () => {
    // Whoever finds nobody there any more, or is cut off, has no answer.
    const answer = await hold(doomed, key).catch(() => undefined);
    if (answer !== undefined) answered.set(key, answer);
  });
  await rush.addAll(guests);
  expect(await doomed.program.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  const promised = [...answered.values()].map(({ body }) => body.orderId);
  return { storeId, keys, answered, promised, recorded: await recordedIn(storeId), hold };
};

const FAILPOINTS = ['lane.before-append', 'log.before-call', 'log.after-call', 'lane.after-append'] as const;

describe('A server killed at', () => {
  it.each(FAILPOINTS)(
    '%s has what it answered, and answers repeated keys as before, doubling nothing',
    async failpoint => {
      const { storeId, keys, answered, promised, recorded, hold } = await rushUntilKilled(failpoint);
      expect([...answered.values()].map(({ status }) => status)).not.toContain(500);
      expect(promised.length).toBeGreaterThan(0);
      expect(promised.filter(orderId => !recorded.includes(orderId))).toEqual([]);
      // It was killed where it says: this side of the commit, or that.
      expect(await commitsFor(storeId)).toBe(failpoint.includes('after') ? 1 + KILLED_AT : KILLED_AT);

      const restarted = await startNode(url);
      for (const key of keys) {
        const answer = await hold(restarted, key);
        expect(answer.status).toBe(201);
        const before = answered.get(key);
        if (before !== undefined) expect(seen(answer)).toEqual(seen(before));
      }
      const held = await recordedIn(storeId);
      expect(held).toHaveLength(GUESTS);
      expect(new Set(held).size).toBe(GUESTS);
      expect(held.slice(0, recorded.length)).toEqual(recorded);
    },
  );

  it('lane.after-append would leave places doubled if guests came again with other keys', async () => {
    const { storeId, keys, answered, recorded, hold } = await rushUntilKilled('lane.after-append');
    const restarted = await startNode(url);
    for (const key of keys.filter(each => !answered.has(each))) {
      expect((await hold(restarted, `${key}-again`)).status).toBe(201);
    }
    expect(recorded.length).toBeGreaterThan(answered.size);
    expect((await recordedIn(storeId)).length).toBeGreaterThan(GUESTS);
  });
});
