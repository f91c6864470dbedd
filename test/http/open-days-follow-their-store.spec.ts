import 'reflect-metadata';
import { Subscriptions } from '../../src/event-sourcing/index.js';
import { waitFor } from '../equipment/wait-for.js';
import { freshKey } from './http-client.js';
import { closeHouses, held, openedStore, openHouse } from './house.js';
import { expectRefusal } from './refusal.js';
import { DATE, holdBody, LUNCH, minutesFrom, openStoreBody, START } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(closeHouses);

const { hours, terms } = openStoreBody();
const PAUSE = { until: minutesFrom(START, 60), reason: 'the oven is cold' };

const ask = (storeId: string, path: string, body: unknown, method: 'put' | 'post' = 'post') =>
  house.server[method]<{ pendingDays: readonly string[] }>(`/stores/${storeId}/${path}`, body);

const holdAt = (storeId: string, slot: string) =>
  house.server.post<{ code: string }>(`/stores/${storeId}/days/${DATE}/holds`, holdBody({ slot }), {
    'idempotency-key': freshKey(),
  });

const typesOfDay = async (storeId: string): Promise<readonly string[]> => {
  const { rows } = await house.sql.query<{ type: string }>(
    'select type from log_event where stream = $1 order by revision',
    [`serviceDay-${storeId}_${DATE}`],
  );
  return rows.map(({ type }) => type);
};

describe('a change of a store is in its open days when it is answered', () => {
  it('so that a pause stops the next hold, and keeps those that were given', async () => {
    const storeId = await openedStore(house.server);
    const { orderId } = await held(house.server, storeId, LUNCH);
    const paused = await ask(storeId, 'pause', PAUSE);
    expect([paused.status, paused.body.pendingDays]).toEqual([200, []]);
    expectRefusal(await holdAt(storeId, LUNCH), { status: 409, code: 'STORE_PAUSED' });
    expect((await house.server.post(`/orders/${orderId}/hold/renew`, {})).status).toBe(200);

    expect((await ask(storeId, 'resume', {})).status).toBe(200);
    expect((await holdAt(storeId, LUNCH)).status).toBe(201);
    expect(await typesOfDay(storeId)).toEqual([
      'ServiceDayOpened',
      'TimeslotHeld',
      'ServiceDayTermsChanged',
      'HoldRenewed',
      'ServiceDayTermsChanged',
      'TimeslotHeld',
    ]);
  });

  it('so that a lowered capacity sells no more, and what was sold over it is named', async () => {
    const storeId = await openedStore(house.server);
    await held(house.server, storeId, LUNCH);
    await held(house.server, storeId, LUNCH);
    const lowered = { terms: { ...terms, limits: { orders: 1 } } };
    expect((await ask(storeId, 'terms', lowered, 'put')).body.pendingDays).toEqual([]);
    expectRefusal(await holdAt(storeId, LUNCH), { status: 409, code: 'SLOT_FULL' });
    const { rows } = await house.sql.query<{ data: { overbooked: unknown } }>(
      `select data from log_event where stream = $1 and type = 'ServiceDayTermsChanged'`,
      [`serviceDay-${storeId}_${DATE}`],
    );
    expect(rows[0]?.data.overbooked).toEqual([{ slot: LUNCH, limit: 'orders', capacity: 1, taken: 2 }]);
  });

  it('so that shrunken hours sell their slots no longer, and leave what was sold of them outside', async () => {
    const storeId = await openedStore(house.server);
    await held(house.server, storeId, LUNCH);
    const later = [{ opens: '13:00', closes: '14:00' }];
    const shrunken = { hours: { ...hours, monday: later, tuesday: later, wednesday: later } };
    expect((await ask(storeId, 'hours', shrunken, 'put')).body.pendingDays).toEqual([]);
    expectRefusal(await holdAt(storeId, LUNCH), { status: 409, code: 'SLOT_UNKNOWN' });
    const { rows } = await house.sql.query<{ data: { outside: unknown } }>(
      `select data from log_event where stream = $1 and type = 'ServiceDayTermsChanged'`,
      [`serviceDay-${storeId}_${DATE}`],
    );
    expect(rows[0]?.data.outside).toEqual([LUNCH]);
  });

  it('but other contacts change no day', async () => {
    const storeId = await openedStore(house.server);
    await held(house.server, storeId, LUNCH);
    const ann = { contacts: [{ name: 'Ann', email: 'ann@store.example' }] };
    expect((await ask(storeId, 'contacts', ann, 'put')).status).toBe(200);
    expect(await typesOfDay(storeId)).toEqual(['ServiceDayOpened', 'TimeslotHeld']);
  });
});

describe('a day that was opened while its store changed', () => {
  /** Appends a change of the store behind everybody's back: nobody waits for it to be carried. */
  const changeStoreBehind = async (storeId: string): Promise<void> => {
    const { rows } = await house.sql.query<{ metadata: Record<string, unknown> }>(
      'select metadata from log_event where stream = $1',
      [`store-${storeId}`],
    );
    const data = { ...PAUSE, by: 'operator-1' };
    await house.sql.query(
      `select * from log_append(array[$1], array[0::bigint], array[1],
         array[gen_random_uuid()], array['StorePaused'], array[$2::json], array[$3::json])`,
      [
        `store-${storeId}`,
        JSON.stringify(data),
        JSON.stringify({ ...rows[0]?.metadata, commandId: freshKey(), schemaVersion: 1 }),
      ],
    );
  };

  it('gets the change from the follower of terms, without anybody asking', async () => {
    const storeId = await openedStore(house.server);
    await held(house.server, storeId, LUNCH);
    await changeStoreBehind(storeId);
    await waitFor(async () => (await typesOfDay(storeId)).includes('ServiceDayTermsChanged'), {
      what: 'the day to be told of the pause',
    });
    expectRefusal(await holdAt(storeId, LUNCH), { status: 409, code: 'STORE_PAUSED' });
  });

  it('and this would be noticed: without the follower it never does', async () => {
    const storeId = await openedStore(house.server);
    await held(house.server, storeId, LUNCH);
    const subscriptions = house.server.app.get(Subscriptions);
    await subscriptions.unfollow('terms');
    await changeStoreBehind(storeId);
    // Whoever else follows the log has seen the change and all that it caused.
    const { rows } = await house.sql.query<{ head: string }>(
      'select max(position)::text as head from log_event',
    );
    const head = BigInt(rows[0]?.head ?? 0);
    for (const name of ['open-days', 'hold-expiry', 'delivery']) {
      expect(await subscriptions.find(name)?.caughtUpWith(head, 10_000)).toBe(true);
    }
    expect(await typesOfDay(storeId)).toEqual(['ServiceDayOpened', 'TimeslotHeld']);
    expect((await holdAt(storeId, LUNCH)).status).toBe(201);
  });
});
