import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../equipment/wait-for.js';
import { freshKey, type Answer, type HttpClient } from './http-client.js';
import { closeHouses, confirmed, held, openedStore, openHouse, orderBecomes } from './house.js';
import { expectRefusal } from './refusal.js';
import { CUSTOMER, DATE, holdBody, LUNCH, minutesFrom, openStoreBody, START } from './requests.js';

const run = promisify(execFile);
const RUSHLINE = join('bin', 'rushline');

let house: Awaited<ReturnType<typeof openHouse>>;
let server: HttpClient;

beforeAll(async () => {
  house = await openHouse();
  ({ server } = house);
});
afterAll(closeHouses);

let stores = 0;
/** A store of the spec's own, so that none sees the orders of another. */
const newStore = (changes: Parameters<typeof openStoreBody>[0] = {}) =>
  openedStore(server, { location: `shop-${(stores += 1)}`, ...changes });

const positionOf = ({ headers }: Answer<unknown>) => headers.get('rushline-position') ?? '';
const after = (answer: Answer<unknown>) => ({ 'rushline-at-least': positionOf(answer) });
const change = async (method: string, path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': freshKey() };
  const answer = await server.ask(method, path, { body: JSON.stringify(body), headers });
  expect([200, 202]).toContain(answer.status);
  return answer;
};

interface Board {
  readonly total: number;
  readonly orders: readonly Readonly<Record<string, unknown> & { orderId: string; status: string }>[];
  readonly next?: string;
}
const idsOf = ({ orders }: Board) => orders.map(({ orderId }) => orderId);

describe('A store', () => {
  it('is shown as it is after every change, under the tag a change may name', async () => {
    const storeId = await newStore();
    const { hours } = openStoreBody();
    const until = minutesFrom(START, 45);
    await change('PUT', `/stores/${storeId}/hours`, {
      hours: { ...hours, sunday: [{ opens: '12:00', closes: '13:00' }] },
    });
    await change('PUT', `/stores/${storeId}/contacts`, {
      contacts: [{ name: 'Ada', email: 'ada@shop.example' }],
    });
    const paused = await change('POST', `/stores/${storeId}/pause`, { until, reason: 'the oven is cold' });
    const { body, headers } = await server.get(`/stores/${storeId}`, after(paused));
    expect(body).toMatchObject({
      storeId,
      hours: { sunday: [{ opens: '12:00', closes: '13:00' }] },
      contacts: [{ name: 'Ada', email: 'ada@shop.example' }],
      pause: { until, reason: 'the oven is cold' },
      overrides: [],
    });
    expect(headers.get('etag')).toBe('"3"');
    const resumed = await change('POST', `/stores/${storeId}/resume`, {});
    expect((await server.get(`/stores/${storeId}`, after(resumed))).body).not.toHaveProperty('pause');
    const list = (await server.get('/stores?limit=500', after(resumed))).body as {
      stores: readonly { storeId: string; hours: unknown }[];
    };
    expect(list.stores.find(store => store.storeId === storeId)).toMatchObject({ hours: { sunday: [{}] } });
  });
});

describe('The board of a day', () => {
  it('is turned page by page, and every order is on one of them', async () => {
    const storeId = await newStore();
    const ids: string[] = [];
    for (const slot of [LUNCH, minutesFrom(LUNCH, 15), LUNCH, minutesFrom(LUNCH, 30), LUNCH]) {
      ids.push((await held(server, storeId, slot)).orderId);
    }
    const last = await server.remove(`/orders/${ids[0]}/hold`);
    const path = `/stores/${storeId}/days/${DATE}/orders`;
    const whole = (await server.get<Board>(path, after(last))).body;
    expect(whole.total).toBe(5);
    expect(whole.next).toBeUndefined();
    const pages: Board[] = [];
    for (let next: string | undefined = ''; next !== undefined; next = pages.at(-1)?.next) {
      pages.push((await server.get<Board>(`${path}?limit=2${next === '' ? '' : `&cursor=${next}`}`)).body);
    }
    expect(pages.map(({ orders }) => orders.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap(idsOf)).toEqual(idsOf(whole));
    expect([...idsOf(whole)].sort()).toEqual([...ids].sort());
  });

  it('is asked by status, slot, reference and by what needs to be seen to', async () => {
    const storeId = await newStore();
    const path = `/stores/${storeId}/days/${DATE}`;
    const named = await server.post<{ orderId: string }>(`${path}/holds`, holdBody({ reference: 'board-1' }));
    const sold = await confirmed(server, storeId, minutesFrom(LUNCH, 15));
    const off = await confirmed(server, storeId, minutesFrom(LUNCH, 30));
    const last = await server.post(`/orders/${off}/cancel`, { reason: 'rain' });
    const ask = async (query: string) =>
      idsOf((await server.get<Board>(`${path}/orders?${query}`, after(last))).body);
    expect(await ask('status=confirmed,cancelled')).toEqual([sold, off]);
    expect(await ask('status=held')).toEqual([named.body.orderId]);
    expect(await ask('reference=board-1')).toEqual([named.body.orderId]);
    expect(await ask(`slotFrom=${minutesFrom(LUNCH, 15)}&slotTo=${minutesFrom(LUNCH, 30)}`)).toEqual([sold]);
    expect(await ask('needsPerson=true')).toEqual([]);
    expect(await ask('cancelling=false&status=cancelled')).toEqual([off]);
    expect(await ask('outside=true')).toEqual([]);
  });

  it('names orders that shrunken hours have left outside, and no longer when the hours are back', async () => {
    const storeId = await newStore();
    const path = `/stores/${storeId}/days/${DATE}/orders?outside=true`;
    const late = await confirmed(server, storeId, `${DATE}T13:30:00.000Z`);
    await confirmed(server, storeId, LUNCH);
    const { hours } = openStoreBody();
    const short = { ...hours, tuesday: [{ opens: '11:00', closes: '13:00' }] };
    await change('PUT', `/stores/${storeId}/hours`, { hours: short });
    const outside = () => server.get<Board>(path).then(({ body }) => idsOf(body).join());
    await waitFor(async () => (await outside()) === late, { what: 'the order left outside' });
    await change('PUT', `/stores/${storeId}/hours`, { hours });
    await waitFor(async () => (await outside()) === '', { what: 'the order to be inside again' });
  });

  it.each([
    ['bogus=1', 'bogus'],
    ['cursor=nonsense', 'cursor'],
    [`cursor=${Buffer.from('2030-99-99T00:00:00.000Z ord_1').toString('base64url')}`, 'cursor'],
    [`cursor=${Buffer.from(`${LUNCH} ord_1`).toString('base64url')}&offset=1`, 'offset'],
    ['outside=maybe', 'outside'],
    ['slotFrom=noon', 'slotFrom'],
    ['status=A,B', 'status'],
    ['reference=%00', 'reference'],
  ])('asked with %s is refused and names what is wrong', async (query, field) => {
    const answer = await server.get(`/stores/${await newStore()}/days/${DATE}/orders?${query}`);
    expectRefusal(answer, { status: 400, code: 'REQUEST_INVALID', field });
  });
});

describe('A reference of a storefront', () => {
  const hold = (storeId: string, reference: string, changes: object = {}, key = freshKey()) =>
    server.post<{ orderId: string; code?: string }>(
      `/stores/${storeId}/days/${DATE}/holds`,
      holdBody({ reference, ...changes }),
      { 'idempotency-key': key },
    );

  it('names one order: another hold is told which, a repeated one is the same', async () => {
    const storeId = await newStore();
    const key = freshKey();
    const first = await hold(storeId, 'cart-1', {}, key);
    expect(first.status).toBe(201);
    expect((await hold(storeId, 'cart-1', {}, key)).body.orderId).toBe(first.body.orderId);
    const second = await hold(storeId, 'cart-1');
    expectRefusal(second, { status: 409, code: 'REFERENCE_TAKEN' });
    expect(second.body).toMatchObject({ orderId: first.body.orderId, reference: 'cart-1' });
    const found = await server.get<Board>('/orders?reference=cart-1', after(first));
    expect(idsOf(found.body)).toEqual([first.body.orderId]);
  });

  it('is free again when its hold was refused, or given back', async () => {
    const storeId = await newStore();
    const refused = await hold(storeId, 'cart-2', { slot: minutesFrom(LUNCH, 7) });
    expectRefusal(refused, { status: 409, code: 'SLOT_UNKNOWN' });
    const first = await hold(storeId, 'cart-2');
    expect(first.status).toBe(201);
    await server.remove(`/orders/${first.body.orderId}/hold`);
    const second = await hold(storeId, 'cart-2');
    expect(second.status).toBe(201);
    expect(second.body.orderId).not.toBe(first.body.orderId);
  });

  it('is free when a claim came to nothing: not at once, because its hold may be on its way', async () => {
    const storeId = await newStore();
    const never = (await held(server, storeId, LUNCH)).orderId.replace(/.{4}$/, '0000');
    await house.sql.query(
      `insert into order_reference (principal, reference, order_id, command_id)
       values ('development', 'cart-5', $1, 'a command that died')`,
      [never],
    );
    expectRefusal(await hold(storeId, 'cart-5'), { status: 409, code: 'REFERENCE_TAKEN' });
    await house.sql.query(
      `update order_reference set claimed_at = clock_timestamp() - interval '61 seconds' where reference = 'cart-5'`,
    );
    expect((await hold(storeId, 'cart-5')).status).toBe(201);
  });

  it('is not lost to another body under the same key', async () => {
    const storeId = await newStore();
    const key = freshKey();
    await hold(storeId, 'cart-3', {}, key);
    expectRefusal(await hold(storeId, 'cart-3', { items: 3 }, key), {
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expectRefusal(await hold(storeId, 'cart-3'), { status: 409, code: 'REFERENCE_TAKEN' });
  });

  it('goes to one of many that want it at once', async () => {
    const storeId = await newStore();
    const answers = await Promise.all(Array.from({ length: 8 }, () => hold(storeId, 'cart-4')));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });
});

describe('Refused demand', () => {
  it('is kept by slot and by what was in the way, without a name', async () => {
    const storeId = await newStore({ limits: { orders: 1 } });
    const path = `/stores/${storeId}/days/${DATE}`;
    await held(server, storeId, LUNCH);
    const key = freshKey();
    for (const idempotencyKey of [key, key, freshKey()]) {
      const refused = await server.post(`${path}/holds`, holdBody(), { 'idempotency-key': idempotencyKey });
      expectRefusal(refused, { status: 409, code: 'SLOT_FULL' });
    }
    await change('POST', `/stores/${storeId}/pause`, { until: minutesFrom(START, 40), reason: 'no gas' });
    await waitFor(
      async () => {
        const paused = await server.post(`${path}/holds`, holdBody({ slot: minutesFrom(LUNCH, 30) }));
        return (paused.body as { code?: string }).code === 'STORE_PAUSED';
      },
      { what: 'the pause' },
    );
    const demand = await waitFor(
      async () => {
        const { body } = await server.get<{ refused: readonly { limit: string }[]; coverage: unknown }>(
          `${path}/demand`,
        );
        return body.refused.some(({ limit }) => limit === 'pause') ? body : undefined;
      },
      { what: 'the rows of refused demand' },
    );
    expect(demand.refused[0]).toEqual({
      slot: LUNCH,
      limit: 'orders',
      orders: 2,
      items: 4,
      amount: 3_000,
      prepSeconds: 480,
    });
    expect(demand.coverage).toMatchObject({ dropped: 0 });
    const { rows } = await house.sql.query<{ text: string }>('select d::text as text from demand d');
    expect(rows.map(({ text }) => text).join()).not.toContain('development');
  });
});

describe('An order that is stuck', () => {
  it('is told with why and what can be done; deliveries and history tell the rest', async () => {
    const { simulator, tellTime } = house;
    const storeId = await newStore();
    const sent = await confirmed(server, storeId, LUNCH);
    const stuck = await confirmed(server, storeId, minutesFrom(LUNCH, 30));
    await tellTime(minutesFrom(LUNCH, -15));
    await orderBecomes(server, sent, 'sent', 'acknowledged');
    await simulator.admin.addFault({ kind: 'down' });
    await tellTime(minutesFrom(LUNCH, 26));
    await orderBecomes(server, stuck, 'needs-a-person');

    const { body } = await server.get<Board>(`/ops/orders/stuck?storeId=${storeId}`);
    expect(body.total).toBe(1);
    expect(body.orders[0]).toMatchObject({
      orderId: stuck,
      stuckBecause: ['needs-a-person'],
      actions: ['redeliver', 'resolve', 'cancel', 'move'],
    });
    expect(idsOf((await server.get<Board>('/ops/orders/needing-a-person')).body)).toContain(stuck);

    const deliveries = (query: string) =>
      server.get<{ byState: unknown; total: number; deliveries: readonly { orderId: string }[] }>(query);
    await waitFor(
      async () => {
        const { body: ofDay } = await deliveries(`/stores/${storeId}/days/${DATE}/deliveries`);
        return JSON.stringify(ofDay.byState) === '{"delivered":1,"escalated":1}' ? ofDay : undefined;
      },
      { what: 'the board of deliveries' },
    );
    const ofDay = (await deliveries(`/stores/${storeId}/days/${DATE}/deliveries`)).body;
    expect(ofDay.deliveries).toMatchObject([
      { orderId: sent, state: 'delivered', attempts: 1, account: 'sim', inProgress: false },
      { orderId: stuck, state: 'escalated', escalation: 'gave-up', inProgress: true },
    ]);
    const now = (await deliveries(`/ops/deliveries?account=sim&storeId=${storeId}`)).body;
    expect(now.deliveries.map(({ orderId }) => orderId)).toEqual([stuck]);

    const resolved = await server.post(`/orders/${stuck}/resolve`, { as: 'handed-over', why: 'by phone' });
    expect(
      (await server.get<Board>(`/ops/orders/stuck?storeId=${storeId}`, after(resolved))).body.total,
    ).toBe(0);

    interface Dossier {
      readonly attempts: readonly unknown[];
      readonly escalations: readonly unknown[];
      readonly decisions: readonly unknown[];
    }
    interface History {
      readonly entries: readonly Readonly<Record<string, string>>[];
      readonly next?: string;
    }
    const history = await server.get<History>(`/orders/${stuck}/history`);
    expect(history.body.entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['TimeslotHeld', 'OrderConfirmed', 'DeliveryEscalated', 'DeliveryResolved']),
    );
    expect(history.body.entries.at(-1)).toMatchObject({
      words: 'a person says that it was handed over: by phone',
      actor: 'development',
      position: positionOf(resolved),
    });
    for (const told of Object.values(CUSTOMER)) expect(history.text).not.toContain(told);
    expect(history.text).not.toContain('ciphertext');

    const dossier = await server.get<Dossier>(`/orders/${stuck}/dossier`);
    expect(dossier.body).toMatchObject({ orderId: stuck, storeId, businessDate: DATE, unreadable: 0 });
    expect((await server.get<Dossier>(`/orders/${sent}/dossier`)).body.attempts).toMatchObject([
      { what: 'delivery', attempt: 1, outcomes: [{ outcome: 'accepted', bytesSent: 'yes' }] },
    ]);
    expect(dossier.body.escalations).toMatchObject([{ cause: 'gave-up' }]);
    expect(dossier.body.decisions.at(-1)).toMatchObject({
      type: 'DeliveryResolved',
      actor: 'development',
      why: 'handed-over: by phone',
    });
    for (const told of Object.values(CUSTOMER)) expect(dossier.text).not.toContain(told);
    const shown = await run(RUSHLINE, ['dossier', stuck, '--url', house.server.url]);
    expect(shown.stdout).toContain(`Order ${stuck} of ${storeId}, ${DATE}`);
    expect(shown.stdout).toContain('handed-over: by phone');

    const pages: History[] = [];
    for (let next: string | undefined = '0'; next !== undefined; next = pages.at(-1)?.next) {
      pages.push((await server.get<History>(`/orders/${stuck}/history?limit=2&from=${next}`)).body);
    }
    expect(pages.flatMap(({ entries }) => entries)).toEqual(history.body.entries);
    expect(pages.length).toBeGreaterThan(1);
  });

  it('has no history where there is no such order', async () => {
    const unknown = (await held(server, await newStore(), minutesFrom(LUNCH, 90))).orderId;
    const other = `${unknown.slice(0, -2)}00`;
    for (const id of ['ord_nonsense', other]) {
      expectRefusal(await server.get(`/orders/${id}/history`), { status: 404, code: 'ORDER_UNKNOWN' });
      expectRefusal(await server.get(`/orders/${id}/dossier`), { status: 404, code: 'ORDER_UNKNOWN' });
    }
    expectRefusal(await server.get(`/orders/${unknown}/history?from=-1`), {
      status: 400,
      code: 'REQUEST_INVALID',
      field: 'from',
    });
  });
});
