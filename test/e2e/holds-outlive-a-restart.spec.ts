import type { Client } from 'pg';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, freshDatabase, held, openedStore, timekeeper } from '../http/house.js';
import { DATE, LUNCH, minutesFrom, START } from '../http/requests.js';
import { startedSimulator } from '../pos-simulator/controls.js';
import { leads, startNode, type Node } from './nodes.js';

afterEach(closeHouses);

interface Slot {
  readonly start: string;
  readonly load: { readonly orders: { readonly held: number; readonly remaining: number } };
}

/** What availability says of the slot at lunch. */
const lunchAt = async (node: Node, storeId: string) => {
  const { body } = await node.get<{ slots: readonly Slot[] }>(`/stores/${storeId}/days/${DATE}/availability`);
  return body.slots.find(({ start }) => start === LUNCH)?.load.orders;
};

const expiriesOf = async (sql: Client, orderId: string): Promise<number> => {
  const { rows } = await sql.query(
    `select 1 from log_event where type = 'HoldExpired' and data->>'orderId' = $1`,
    [orderId],
  );
  return rows.length;
};

/** Time goes by while nobody is there to see it: the kept clock shows the instant when a node starts. */
const timePasses = (sql: Client, instant: string) =>
  sql.query(
    `insert into clock_segment (number, virtual_epoch_ms, real_epoch_ms, speed)
     select max(number) + 1, $1, $2, 1 from clock_segment`,
    [Date.parse(instant), Date.now()],
  );

describe('A hold whose server is killed', () => {
  it('counts until its very end, and is recorded as over once, by whoever is there then', async () => {
    const { url, sql } = await freshDatabase();
    const simulator = await startedSimulator();
    const first = await startNode(url, { posUrl: simulator.posUrl });
    await timekeeper(simulator.admin, first)(START);
    const storeId = await openedStore(first, { limits: { orders: 3 } });
    const early = await held(first, storeId, LUNCH);
    await timekeeper(simulator.admin, first)(minutesFrom(START, 6));
    const late = await held(first, storeId, LUNCH);
    await first.program.kill();

    // Five minutes go by: the first hold lapses while no server runs, the second one still counts.
    await timePasses(sql, minutesFrom(START, 11));
    const second = await startNode(url, { posUrl: simulator.posUrl });
    await waitFor(() => leads(second), { what: 'the node to lead' });
    await waitFor(async () => (await expiriesOf(sql, early.orderId)) === 1, {
      what: 'the lapse to be recorded',
    });
    expect(await lunchAt(second, storeId)).toMatchObject({ held: 1, remaining: 2 });
    expect(await expiriesOf(sql, late.orderId)).toBe(0);
    await second.program.kill();

    await timePasses(sql, minutesFrom(START, 17));
    const third = await startNode(url, { posUrl: simulator.posUrl });
    // Expired by time alone, whether or not anybody has recorded it yet.
    expect(await lunchAt(third, storeId)).toMatchObject({ held: 0, remaining: 3 });
    await waitFor(async () => (await expiriesOf(sql, late.orderId)) === 1, { what: 'the other lapse' });
    expect(await lunchAt(third, storeId)).toMatchObject({ held: 0, remaining: 3 });
    expect([await expiriesOf(sql, early.orderId), await expiriesOf(sql, late.orderId)]).toEqual([1, 1]);
    await third.program.kill();
  });

  it('would count for ever, unrecorded, if its server had kept in memory alone when it ends', async () => {
    const path = 'test/programs/server-forgetting-ends';
    const { url, sql } = await freshDatabase();
    const simulator = await startedSimulator();
    const first = await startNode(url, { path, posUrl: simulator.posUrl });
    await timekeeper(simulator.admin, first)(START);
    const storeId = await openedStore(first, { limits: { orders: 3 } });
    const early = await held(first, storeId, LUNCH);
    await first.program.kill();

    await timePasses(sql, minutesFrom(START, 11));
    const second = await startNode(url, { path, posUrl: simulator.posUrl });
    await waitFor(() => leads(second), { what: 'the node to lead' });
    // Of its own holds it knows the end: once this one is recorded as over, it has seen to all it knows of.
    const own = await held(second, storeId, LUNCH);
    await timekeeper(simulator.admin, second)(minutesFrom(START, 23));
    await waitFor(async () => (await expiriesOf(sql, own.orderId)) === 1, { what: 'the lapse of its own' });
    expect(await lunchAt(second, storeId)).toMatchObject({ held: 1, remaining: 2 });
    expect(await expiriesOf(sql, early.orderId)).toBe(0);
  });
});
