import PQueue from 'p-queue';
import type { Client } from 'pg';
import { waitFor } from '../equipment/wait-for.js';
import {
  closeHouses,
  confirmed,
  freshDatabase,
  historyOf,
  openedStore,
  orderBecomes,
  timekeeper,
  type Held,
} from '../http/house.js';
import { freshKey, type Answer } from '../http/http-client.js';
import { confirmBody, DATE, holdBody, LUNCH, minutesFrom, START } from '../http/requests.js';
import { startedSimulator } from '../pos-simulator/controls.js';
import { leads, startNode, type Node } from './nodes.js';

afterEach(closeHouses);

const ORDERS = 200;
const AT_ONCE = 20;
const KILLED_AFTER = 60;

/** Repeats a command with its key until it is answered, whichever server is there by then. */
const persistently = <Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body>> =>
  waitFor(
    async () => {
      const answer = await send();
      return answer.status < 500 && answer;
    },
    { what: 'an answer', withinMs: 45_000 },
  );

const seen = ({ status, body, headers }: Answer<unknown>) => ({ status, body, etag: headers.get('etag') });

interface Recorded {
  readonly order_id: string;
  readonly holds: number;
  readonly confirmations: number;
}

const recordedOrders = async (sql: Client): Promise<readonly Recorded[]> => {
  const { rows } = await sql.query<Recorded>(
    `select data->>'orderId' as order_id,
       (count(*) filter (where type = 'TimeslotHeld'))::int as holds,
       (count(*) filter (where type = 'OrderConfirmed'))::int as confirmations
     from log_event where data->>'orderId' is not null group by 1`,
  );
  return rows;
};

describe('A server killed in the middle of a rush', () => {
  it('has lost nothing it acknowledged and done nothing twice when it is back', async () => {
    const { url, sql } = await freshDatabase();
    let node = await startNode(url);
    const storeId = await openedStore(node, { limits: { orders: 1_000 } });
    const acknowledged: {
      readonly repeat: () => Promise<Answer<unknown>>;
      readonly answer: Answer<unknown>;
    }[] = [];
    let restarted: Promise<unknown> | undefined;
    const killAndRestart = async (): Promise<void> => {
      await node.program.kill();
      node = await startNode(url, { env: { PORT: node.port } });
    };
    const acknowledge = async <Body>(send: () => Promise<Answer<Body>>): Promise<Body> => {
      const answer = await persistently(send);
      acknowledged.push({ repeat: send, answer });
      if (acknowledged.length >= KILLED_AFTER) restarted ??= killAndRestart();
      return answer.body;
    };
    const order = async (): Promise<void> => {
      const [holding, confirming] = [freshKey(), freshKey()].map(key => ({ 'idempotency-key': key }));
      const { orderId } = await acknowledge(() =>
        node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(), holding),
      );
      await acknowledge(() => node.post(`/orders/${orderId}/confirm`, confirmBody(), confirming));
    };
    const rush = new PQueue({ concurrency: AT_ONCE });
    await rush.addAll(Array.from({ length: ORDERS }, () => order));
    await restarted;

    expect(acknowledged.map(({ answer }) => answer.status)).not.toContain(422);
    const orders = await recordedOrders(sql);
    expect(orders).toHaveLength(ORDERS);
    expect(orders.filter(({ holds, confirmations }) => holds !== 1 || confirmations !== 1)).toEqual([]);
    const known = new Set(orders.map(({ order_id }) => order_id));
    const answeredFor = acknowledged.map(({ answer }) => (answer.body as Held).orderId);
    expect(answeredFor.filter(orderId => !known.has(orderId))).toEqual([]);
    for (const { repeat, answer } of acknowledged.slice(0, KILLED_AFTER)) {
      expect(seen(await repeat())).toEqual(seen(answer));
    }
  });
});

describe('A server told to stop', () => {
  it('finishes what it took on and ends in peace', async () => {
    const { url, sql } = await freshDatabase();
    const node = await startNode(url);
    const storeId = await openedStore(node, { limits: { orders: 1_000 } });
    let ended: ReturnType<Node['program']['stop']> | undefined;
    const hold = async () => {
      const answer = await node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody());
      if (answer.status === 201) ended ??= node.program.stop();
      return answer;
    };
    const answers = (await Promise.allSettled(Array.from({ length: 200 }, hold))).flatMap(result =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    expect(await ended).toEqual({ code: 0, signal: null });
    const promised = answers.filter(({ status }) => status === 201).map(({ body }) => body.orderId);
    expect(promised.length).toBeGreaterThanOrEqual(1);
    const known = new Set((await recordedOrders(sql)).map(({ order_id }) => order_id));
    expect(promised.filter(orderId => !known.has(orderId))).toEqual([]);
    // What came too late is refused, never half done.
    expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
  });
});

describe('A leader killed between the claim and its outcome', () => {
  it('is followed by the other node, which finds the ticket and sends no second one', async () => {
    const { url, sql } = await freshDatabase();
    const { posUrl, admin } = await startedSimulator();
    const leader = await startNode(url, { posUrl });
    await waitFor(() => leads(leader), { what: 'the first node to lead' });
    const other = await startNode(url, { posUrl });
    const tellTime = timekeeper(admin, leader, other);
    await tellTime(START);
    const storeId = await openedStore(leader);
    const orderId = await confirmed(leader, storeId, LUNCH);
    expect(await leads(other)).toBe(false);

    // The POS takes the ticket at once and answers when nobody is there to hear it any more.
    await admin.addFault({ kind: 'slow', delayMs: 600_000 });
    await tellTime(minutesFrom(LUNCH, -15));
    await waitFor(async () => (await admin.ledger()).tickets === 1, { what: 'the ticket' });
    await leader.program.kill();
    await admin.clearFaults();

    await waitFor(() => leads(other), { what: 'the other node to lead' });
    await orderBecomes(other, orderId, 'sent', 'acknowledged');
    await timekeeper(admin, other)(minutesFrom(LUNCH, 6));
    await orderBecomes(other, orderId, 'collected');
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 1, duplicate: 0 });
    const history = await historyOf(sql, orderId);
    expect(history.filter(type => type === 'DeliveryStarted')).toHaveLength(1);
  });
});
