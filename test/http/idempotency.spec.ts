import { closeHouses, headOf, historyOf, openedStore, openHouse, startServer, type Held } from './house.js';
import { freshKey, type Answer, type HttpClient } from './http-client.js';
import { expectRefusal } from './refusal.js';
import { confirmBody, CUSTOMER, DATE, holdBody, LUNCH, openStoreBody } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;
let storeId: string;

beforeAll(async () => {
  house = await openHouse();
  storeId = await openedStore(house.server);
});
afterAll(closeHouses);

const keyed = (key: string) => ({ 'idempotency-key': key });
const REUSED = { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' };

const hold = (key: string, changes = {}, server: HttpClient = house.server) =>
  server.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(changes), keyed(key));
const confirm = (orderId: string, key: string, changes = {}, server: HttpClient = house.server) =>
  server.post(`/orders/${orderId}/confirm`, confirmBody(changes), keyed(key));
const cancel = (orderId: string, key: string, reason = 'rain') =>
  house.server.post(`/orders/${orderId}/cancel`, { reason }, keyed(key));

/** What a client gets to see of an answer. */
const seen = ({ status, headers, body }: Answer<unknown>) => ({
  status,
  body,
  etag: headers.get('etag'),
  location: headers.get('location'),
});

describe('A command repeated with its key', () => {
  it('is answered as before and records nothing', async () => {
    const key = freshKey();
    const first = await hold(key);
    const head = await headOf(house.sql);
    expect(seen(await hold(key))).toEqual(seen(first));
    const confirmation = freshKey();
    const confirmed = await confirm(first.body.orderId, confirmation);
    expect(seen(await confirm(first.body.orderId, confirmation))).toEqual(seen(confirmed));
    expect(seen(await hold(key))).toEqual(seen(first));
    expect(BigInt(await headOf(house.sql)) - BigInt(head)).toBe(1n);
  });

  it('is one command, however many of it arrive at once', async () => {
    const key = freshKey();
    const before = BigInt(await headOf(house.sql));
    const answers = await Promise.all(Array.from({ length: 12 }, () => hold(key)));
    expect(new Set(answers.map(answer => JSON.stringify(seen(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(BigInt(await headOf(house.sql)) - before).toBe(1n);
  });

  it('with other keys would have been as many commands', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => hold(freshKey())));
    expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(3);
  });

  it('opens one store', async () => {
    const key = freshKey();
    const open = (name: string) => house.server.post('/stores', { ...openStoreBody(), name }, keyed(key));
    const first = await open('Market Square');
    expect(first.status).toBe(201);
    expect(seen(await open('Market Square'))).toEqual(seen(first));
    expectRefusal(await open('Station'), REUSED);
  });

  it('cancels and releases once', async () => {
    const released = (await hold(freshKey(), { slot: `${DATE}T12:15:00.000Z` })).body.orderId;
    const release = (key: string) => house.server.remove(`/orders/${released}/hold`, keyed(key));
    const key = freshKey();
    expect(seen(await release(key))).toEqual(seen(await release(key)));
    expect((await release(freshKey())).status).toBe(200);
    expect(await historyOf(house.sql, released)).toEqual(['TimeslotHeld', 'HoldReleased']);

    const { orderId } = (await hold(freshKey(), { slot: `${DATE}T12:15:00.000Z` })).body;
    await confirm(orderId, freshKey());
    expect(seen(await cancel(orderId, key))).toEqual(seen(await cancel(orderId, key)));
    expect(await historyOf(house.sql, orderId)).toEqual([
      'TimeslotHeld',
      'OrderConfirmed',
      'OrderCancelled',
      'CancellationTold',
    ]);
  });

  it('is answered as before by a server started anew on the same log', async () => {
    const { databaseUrl, simulator } = house;
    const [holding, confirming] = [freshKey(), freshKey()];
    const held = await hold(holding, { slot: `${DATE}T12:30:00.000Z` });
    const confirmed = await confirm(held.body.orderId, confirming);
    await house.server.stop();
    house = { ...house, server: await startServer(databaseUrl, { posUrl: simulator.posUrl }) };

    const head = await headOf(house.sql);
    expect(seen(await hold(holding, { slot: `${DATE}T12:30:00.000Z` }))).toEqual(seen(held));
    expect(seen(await confirm(held.body.orderId, confirming))).toEqual(seen(confirmed));
    expectRefusal(await hold(holding), REUSED);
    expect(await headOf(house.sql)).toBe(head);
  });
});

describe('A key', () => {
  it('used before for another body is refused and changes nothing', async () => {
    const key = freshKey();
    const { orderId } = (await hold(key, { slot: `${DATE}T12:45:00.000Z` })).body;
    const confirmation = freshKey();
    await confirm(orderId, confirmation);
    const head = await headOf(house.sql);
    expectRefusal(await hold(key, { items: 1 }), REUSED);
    expectRefusal(await confirm(orderId, confirmation, { paymentRef: 'pay-2' }), REUSED);
    // Of what is sealed only a digest is kept, and it tells one guest from another.
    const customer = { ...CUSTOMER, notes: 'Extra onions' };
    expectRefusal(await confirm(orderId, confirmation, { customer }), REUSED);
    expect(await headOf(house.sql)).toBe(head);
  });

  it('used before for another order is refused and changes nothing', async () => {
    const [one, other] = [await hold(freshKey()), await hold(freshKey())].map(({ body }) => body.orderId);
    const key = freshKey();
    expect((await confirm(one ?? '', key)).status).toBe(200);
    const head = await headOf(house.sql);
    expectRefusal(await confirm(other ?? '', key), REUSED);
    expect(await headOf(house.sql)).toBe(head);
    // The key is the operation's own: another operation may carry the same.
    expect((await cancel(one ?? '', key)).status).toBe(200);
    expectRefusal(await cancel(other ?? '', key), REUSED);
  });

  it('of a refused command is free: the command is decided afresh', async () => {
    const kiosk = await openedStore(house.server, { location: 'kiosk', limits: { orders: 1 } });
    const path = `/stores/${kiosk}/days/${DATE}/holds`;
    const first = await house.server.post<Held>(path, holdBody());
    const key = freshKey();
    expectRefusal(await house.server.post(path, holdBody(), keyed(key)), { status: 409, code: 'SLOT_FULL' });
    await house.server.remove(`/orders/${first.body.orderId}/hold`);
    expect((await house.server.post(path, holdBody(), keyed(key))).status).toBe(201);
  });

  it.each([
    ['is missing', undefined, 'IDEMPOTENCY_KEY_REQUIRED'],
    ['is empty', '', 'IDEMPOTENCY_KEY_INVALID'],
    ['has a blank in it', 'a b', 'IDEMPOTENCY_KEY_INVALID'],
    ['is over-long', 'k'.repeat(201), 'IDEMPOTENCY_KEY_INVALID'],
  ])('that %s is refused by every command, and nothing changes', async (_, key, code) => {
    const { orderId } = (await hold(freshKey(), { slot: LUNCH, items: 1 })).body;
    const head = await headOf(house.sql);
    const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : keyed(key)) };
    const send = (path: string, body: unknown) =>
      house.server.ask('POST', path, { headers, body: JSON.stringify(body) });
    const answers = [
      await send('/stores', openStoreBody()),
      await send(`/stores/${storeId}/days/${DATE}/holds`, holdBody()),
      await send(`/orders/${orderId}/confirm`, confirmBody()),
      await send(`/orders/${orderId}/cancel`, { reason: 'rain' }),
      await house.server.ask('DELETE', `/orders/${orderId}/hold`, {
        headers: key === undefined ? {} : keyed(key),
      }),
    ];
    for (const answer of answers) expectRefusal(answer, { status: 400, code });
    expect(await headOf(house.sql)).toBe(head);
    await house.server.remove(`/orders/${orderId}/hold`);
  });
});
