import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeNow, type Closing } from '../../src/cli/operate/close-now.js';
import { OperatorApi } from '../../src/cli/operate/operator-api.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, confirmed, held, openedStore, openHouse, orderBecomes } from '../http/house.js';
import { expectRefusal } from '../http/refusal.js';
import { confirmBody, DATE, holdBody, LUNCH, minutesFrom, openStoreBody } from '../http/requests.js';

const run = promisify(execFile);
const RUSHLINE = join('bin', 'rushline');

let house: Awaited<ReturnType<typeof openHouse>>;
let api: OperatorApi;

beforeAll(async () => {
  house = await openHouse();
  api = new OperatorApi(house.server.url);
});
afterAll(closeHouses);

const why = 'the gas is off';
const UNTIL = minutesFrom(LUNCH, 30);

const fatesIn = ({ orders }: Closing) =>
  Object.fromEntries(orders.map(({ orderId, outcome, to }) => [orderId, to ?? outcome]));

const holdAt = (storeId: string, slot: string) =>
  house.server.post(`/stores/${storeId}/days/${DATE}/holds`, holdBody({ slot }));

describe('a store that is closed now', () => {
  it('sells no slot until then and every slot afterwards, and its orders are named', async () => {
    const storeId = await openedStore(house.server);
    const order = await confirmed(house.server, storeId, LUNCH);
    const later = await confirmed(house.server, storeId, UNTIL);
    const closing = await closeNow(api, { storeId, why, until: UNTIL, orders: 'list' });
    expect(closing.closed).toEqual([
      { businessDate: DATE, from: `${DATE}T11:00:00.000Z`, until: UNTIL, pending: false },
    ]);
    expect(fatesIn(closing)).toEqual({ [order]: 'listed' });
    expectRefusal(await holdAt(storeId, LUNCH), { status: 409, code: 'SLOT_FULL' });
    expect((await holdAt(storeId, UNTIL)).status).toBe(201);
    await orderBecomes(house.server, later, 'confirmed');
  });

  it('is closed to the end of its day where nobody says until when', async () => {
    const storeId = await openedStore(house.server);
    const { closed } = await closeNow(api, { storeId, why, orders: 'list' });
    expect(closed.map(({ businessDate, until }) => [businessDate, until])).toEqual([
      [DATE, `${DATE}T14:00:00.000Z`],
    ]);
    expectRefusal(await holdAt(storeId, minutesFrom(LUNCH, 90)), { status: 409, code: 'SLOT_FULL' });
  });

  it('has its orders cancelled, and told again, those that were confirmed meanwhile', async () => {
    const storeId = await openedStore(house.server);
    const first = await confirmed(house.server, storeId, LUNCH);
    const { orderId: late } = await held(house.server, storeId, LUNCH);
    const asked = { storeId, why, until: UNTIL, orders: 'cancel' } as const;
    expect(fatesIn(await closeNow(api, asked))).toEqual({ [first]: 'cancelled' });

    // The hold was given before the store was closed, and stays valid.
    expect((await house.server.post(`/orders/${late}/confirm`, confirmBody())).status).toBe(200);
    await orderBecomes(house.server, late, 'confirmed');
    await orderBecomes(house.server, first, 'cancelled');
    expect(fatesIn(await closeNow(api, asked))).toEqual({ [late]: 'cancelled' });
    await orderBecomes(house.server, late, 'cancelled');
    expect(fatesIn(await closeNow(api, asked))).toEqual({});
    const { rows } = await house.sql.query(
      `select 1 from log_event where stream = $1 and type = 'CapacityOverridden'`,
      [`store-${storeId}`],
    );
    expect(rows).toHaveLength(1);
  });

  it('has its orders moved to the first slots with room behind it, and says which could not be', async () => {
    const storeId = await openedStore(house.server, { limits: { orders: 1 } });
    const orders = [
      await confirmed(house.server, storeId, minutesFrom(UNTIL, -60)),
      await confirmed(house.server, storeId, minutesFrom(UNTIL, -45)),
      await confirmed(house.server, storeId, minutesFrom(UNTIL, -30)),
    ];
    // Two slots are left in the day behind 13:30.
    const until = minutesFrom(LUNCH, 90);
    const closing = await closeNow(api, { storeId, why, until, orders: 'move' });
    expect(fatesIn(closing)).toEqual({
      [orders[0] ?? '']: until,
      [orders[1] ?? '']: minutesFrom(until, 15),
      [orders[2] ?? '']: 'refused',
    });
    expect(closing.orders.at(-1)?.why).toMatch(/^(NO_SLOT|SLOT_FULL): /);
    const slotOf = async () =>
      (await house.server.get<{ slot: string }>(`/orders/${orders[0] ?? ''}`)).body.slot;
    await waitFor(async () => (await slotOf()) === until, { what: 'the board to show the move' });
  });
});

describe('the command of an operator', () => {
  const rushline = async (...words: string[]) => {
    const env = { ...process.env, RUSHLINE_URL: house.server.url };
    try {
      const { stdout } = await run(process.execPath, [RUSHLINE, ...words], { env });
      return { code: 0, stdout, stderr: '' };
    } catch (failure) {
      const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  };

  it('closes a store, and answers in JSON where a script asks', async () => {
    const storeId = await openedStore(house.server);
    const order = await confirmed(house.server, storeId, LUNCH);
    const words = ['store', 'close-now', storeId, '--why', why, '--until', UNTIL];
    const told = await rushline(...words, '--orders', 'cancel');
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(order) as string });
    const answer = await rushline(...words, '--json');
    expect([answer.code, (JSON.parse(answer.stdout) as Closing).storeId]).toEqual([0, storeId]);
  });

  it('says what was wrong and ends with 1 where the store is unknown, with 2 where the words are', async () => {
    const unknown = await rushline('store', 'close-now', 'sto_0000000000000', '--why', why);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('There is no store')]);
    expect((await rushline('store', 'close-now', 'sto_0000000000000')).code).toBe(2);
    expect((await rushline('store', 'close-now', 'x', '--why', why, '--until', 'noon')).code).toBe(2);
  });

  it('names what is stuck and what is left outside, be it nothing', async () => {
    const storeId = await openedStore(house.server);
    expect(await rushline('orders', 'stuck', '--store', storeId)).toMatchObject({
      code: 0,
      stdout: 'No order is stuck.\n',
    });
    const order = await confirmed(house.server, storeId, LUNCH);
    const { hours } = openStoreBody();
    const later = [{ opens: '13:00', closes: '14:00' }];
    await house.server.put(`/stores/${storeId}/hours`, {
      hours: { ...hours, monday: later, tuesday: later },
    });
    await orderBecomes(house.server, order, 'confirmed');
    const outside = await rushline('orders', 'outside', '--store', storeId, '--date', DATE, '--json');
    expect((JSON.parse(outside.stdout) as { orders: { orderId: string }[] }).orders).toMatchObject([
      { orderId: order },
    ]);
  });
});
