import 'reflect-metadata';
import { isDeepStrictEqual } from 'node:util';
import { KeySweep } from '../../src/orders/process/key-sweep.js';
import { waitFor } from '../equipment/wait-for.js';
import { freshKey } from './http-client.js';
import { closeHouses, confirmed, held, openedStore, openHouse, orderBecomes } from './house.js';
import { expectRefusal } from './refusal.js';
import { confirmBody, LUNCH, minutesFrom } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;
let storeId: string;

beforeAll(async () => {
  house = await openHouse();
  storeId = await openedStore(house.server);
});
afterAll(closeHouses);

const keyOf = async (orderId: string) => {
  const { rows } = await house.sql.query<{ key: Buffer | null; kept: boolean }>(
    'select key, kept_at is not null as kept from order_key where key_id = $1',
    [orderId],
  );
  return rows[0];
};

const aged = (orderId: string) =>
  house.sql.query(`update order_key set minted_at = minted_at - interval '25 hours' where key_id = $1`, [
    orderId,
  ]);

/** A hold whose confirmation was refused: it has a key, and no order. */
const refused = async (): Promise<string> => {
  const { orderId } = await held(house.server, storeId, LUNCH);
  const answer = await house.server.post(`/orders/${orderId}/confirm`, confirmBody({ total: 1 }));
  expectRefusal(answer, { status: 422, code: 'TOTAL_MISMATCH' });
  return orderId;
};

describe('a key whose order never came', () => {
  it('is swept after a day, while those of orders and the young ones stay', async () => {
    const [order, old, young, asked] = [
      await confirmed(house.server, storeId, LUNCH),
      await refused(),
      await refused(),
      await refused(),
    ];
    for (const orderId of [order, old, asked]) await aged(orderId);
    // Somebody tries again: the key counts as minted anew.
    await house.server.post(`/orders/${asked}/confirm`, confirmBody({ total: 1 }));

    expect(await house.server.app.get(KeySweep).sweep()).toBe(1);
    expect(await keyOf(old)).toBeUndefined();
    expect((await keyOf(young))?.key).toBeInstanceOf(Buffer);
    expect((await keyOf(asked))?.key).toBeInstanceOf(Buffer);
    const kept = await keyOf(order);
    expect([kept?.key instanceof Buffer, kept?.kept]).toEqual([true, true]);
    expect(await house.server.app.get(KeySweep).sweep()).toBe(0);
  });
});

describe('a guest', () => {
  it('is not forgotten while the kitchen still needs the name', async () => {
    const orderId = await confirmed(house.server, storeId, LUNCH);
    const answer = await house.server.post(`/orders/${orderId}/forget`, {});
    expectRefusal(answer, { status: 409, code: 'ORDER_STILL_OWED' });
    expect((await keyOf(orderId))?.key).toBeInstanceOf(Buffer);
  });

  it('is forgotten for good: the key is destroyed, the answer says so, and a repeated confirmation is answered', async () => {
    const { orderId } = await held(house.server, storeId, minutesFrom(LUNCH, 30));
    const once = { 'idempotency-key': freshKey() };
    const first = await house.server.post(`/orders/${orderId}/confirm`, confirmBody(), once);
    expect(first.status).toBe(200);
    await house.server.post(`/orders/${orderId}/cancel`, { reason: 'changed my mind' });

    expect((await house.server.post(`/orders/${orderId}/forget`, {})).body).toEqual({
      orderId,
      forgotten: true,
    });
    expect((await keyOf(orderId))?.key).toBeNull();
    const shownAs = async () => (await orderBecomes(house.server, orderId, 'cancelled')).customer;
    await waitFor(async () => isDeepStrictEqual(await shownAs(), { forgotten: true }), {
      what: 'the guest to be shown as forgotten',
    });

    // What was confirmed cannot be compared any more, and is answered as it was; no new key is made for it.
    const again = await house.server.post(`/orders/${orderId}/confirm`, confirmBody(), once);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const anew = await house.server.post(`/orders/${orderId}/confirm`, confirmBody());
    expectRefusal(anew, { status: 409, code: 'ORDER_CANCELLED' });
    expect((await keyOf(orderId))?.key).toBeNull();
  });
});
