import type { Client } from 'pg';
import { closeHouses, headOf, openedStore, openHouse, type Server } from './house.js';
import { expectRefusal, UNWANTED_TEXT } from './refusal.js';
import { DATE, holdBody, LUNCH } from './requests.js';

let server: Server;
let sql: Client;
let holds: string;
let head: string;

beforeAll(async () => {
  ({ server, sql } = await openHouse());
  const storeId = await openedStore(server);
  holds = `/stores/${storeId}/days/${DATE}/holds`;
});
afterAll(closeHouses);

beforeEach(async () => {
  head = await headOf(sql);
});

const hold = (body: unknown) => server.post(holds, body);

describe('A hold', () => {
  afterEach(async () => {
    expect(await headOf(sql)).toBe(head);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { bogus: 1 }, 'bogus'],
    ['a number as text', { items: '2' }, 'items'],
    ['nothing where a number belongs', { items: null }, 'items'],
    ['no amount', { amount: undefined }, 'amount'],
    ['too many items', { items: 10_001 }, 'items'],
    ['an amount beyond all money', { amount: 1e300 }, 'amount'],
    ['a negative amount', { amount: -1 }, 'amount'],
    ['a fraction of an item', { items: 1.5 }, 'items'],
    ['a fraction of a penny', { amount: 0.01 }, 'amount'],
    ['negative seconds', { prepSeconds: -1 }, 'prepSeconds'],
    ['a slot that is no instant', { slot: 'tomorrow at noon' }, 'slot'],
    ['a slot on a day that does not exist', { slot: '2030-02-30T12:00:00.000Z' }, 'slot'],
    ['a slot without a zone', { slot: '2030-03-05T12:00:00' }, 'slot'],
    ['a slot as a number', { slot: 1 }, 'slot'],
    ['an empty reference', { reference: '   ' }, 'reference'],
    ['an over-long reference', { reference: 'x'.repeat(41) }, 'reference'],
    ['a list as reference', { reference: ['a'] }, 'reference'],
    ...UNWANTED_TEXT.map(([what, text]): [string, Record<string, unknown>, string] => [
      `a reference with ${what}`,
      { reference: text },
      'reference',
    ]),
  ])('with %s is refused and names the field', async (_, changes, field) => {
    expectRefusal(await hold(holdBody(changes)), { status: 400, code: 'REQUEST_INVALID', field });
  });

  it.each([
    ['a list', []],
    ['a text', 'hold it'],
    ['a number', 7],
    ['nothing', null],
  ])('that is %s is refused', async (_, body) => {
    expectRefusal(await hold(body), { status: 400, code: 'REQUEST_INVALID', field: 'body' });
  });

  it.each([
    ['on a day that does not exist', `${DATE.slice(0, 5)}02-30`, 'businessDate'],
    ['on no date', 'yesterday', 'businessDate'],
    ['before the calendar', '0001-01-01', 'businessDate'],
    ['at the end of time', '9999-12-31', 'businessDate'],
    ['on a date with a time', `${DATE}T00:00`, 'businessDate'],
  ])('%s is refused', async (_, date, field) => {
    const answer = await server.post(holds.replace(DATE, date), holdBody());
    expectRefusal(answer, { status: 400, code: 'REQUEST_INVALID', field });
  });

  it.each(['sto_short', 'ord_0000000000000', 'sto_000000000000I', '%00', '..%2F..', "'%20or%201=1"])(
    'at a store called %s is refused',
    async storeId => {
      const answer = await server.post(`/stores/${storeId}/days/${DATE}/holds`, holdBody());
      expectRefusal(answer, { status: 400, code: 'REQUEST_INVALID', field: 'storeId' });
    },
  );

  it('at a store that does not exist is not found', async () => {
    const answer = await server.post(`/stores/sto_0000000000000/days/${DATE}/holds`, holdBody());
    expectRefusal(answer, { status: 404, code: 'STORE_UNKNOWN' });
  });

  it.each([
    ['on the day it is closed', '2030-03-10', '2030-03-10T12:00:00.000Z', 'STORE_CLOSED'],
    ['beyond the horizon', '2030-04-05', '2030-04-05T12:00:00.000Z', 'SLOT_TOO_FAR'],
    ['at the end of what an id can carry', '2149-06-06', '2149-06-06T12:00:00.000Z', 'SLOT_TOO_FAR'],
    ['between two slots', DATE, `${DATE}T12:01:00.000Z`, 'SLOT_UNKNOWN'],
    ['of yesterday', '2030-03-04', '2030-03-04T12:00:00.000Z', 'SLOT_PAST'],
  ])('of a slot %s is refused by its code', async (_, date, slot, code) => {
    const answer = await server.post(holds.replace(DATE, date), holdBody({ slot }));
    expectRefusal(answer, { status: 409, code });
  });

  it('that asks for more than a slot takes names the binding limit and the nearest open slots', async () => {
    const [small] = [await openedStore(server, { location: 'kiosk', limits: { items: 3 } })];
    head = await headOf(sql);
    const answer = await server.post(`/stores/${small}/days/${DATE}/holds`, holdBody({ items: 4 }));
    expectRefusal(answer, { status: 409, code: 'SLOT_FULL' });
    expect(answer.body).toMatchObject({ limit: 'items', capacity: 3, asked: 4, slot: LUNCH, nearest: [] });
  });
});

describe('Of a body', () => {
  afterEach(async () => {
    expect(await headOf(sql)).toBe(head);
  });

  const json = { 'content-type': 'application/json', 'idempotency-key': 'a-key' };
  const send = (body: string, headers: Record<string, string> = json) =>
    server.ask('POST', holds, { body, headers });

  it.each([
    ['that breaks off', '{"slot":'],
    ['that is no JSON', 'slot=noon'],
    ['that is empty', ''],
    ['that reaches for the prototype', '{"__proto__": {"items": 1}}'],
    ['that hides the prototype deeper', '{"reference": {"a": [{"__proto__": {}}]}}'],
    ['that reaches for the constructor', '{"constructor": {"prototype": {"items": 1}}}'],
  ])('%s nothing is taken', async (_, body) => {
    expectRefusal(await send(body), { status: 400, code: 'BODY_MALFORMED' });
  });

  it.each(['constructor', 'hasOwnProperty', 'toString', '$where'])(
    'a field called %s is unknown',
    async field => {
      const answer = await hold({ ...holdBody(), [field]: 1 });
      expectRefusal(answer, { status: 400, code: 'REQUEST_INVALID', field });
    },
  );

  it('of lists in lists in lists nothing is taken', async () => {
    const deep = 100_000;
    const reference = '['.repeat(deep) + ']'.repeat(deep);
    const body = `{"slot":"${LUNCH}","items":1,"amount":1,"reference":${reference}}`;
    expectRefusal(await send(body), { status: 400, code: 'REQUEST_INVALID', field: 'reference' });
  });

  it('over the limit nothing is read', async () => {
    const body = JSON.stringify(holdBody({ reference: 'x'.repeat(256 * 1024) }));
    expectRefusal(await send(body), { status: 413, code: 'BODY_TOO_LARGE' });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('of type %s nothing is read', async type => {
    const answer = await send(JSON.stringify(holdBody()), { ...json, 'content-type': type });
    expectRefusal(answer, { status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
  });

  it('that is missing the request is invalid', async () => {
    const answer = await server.ask('POST', holds, { headers: { 'idempotency-key': 'a-key' } });
    expectRefusal(answer, { status: 400, code: 'REQUEST_INVALID', field: 'body' });
  });
});

describe('The judge of these refusals', () => {
  it('sees that the log grows where a hold is taken', async () => {
    expect((await hold(holdBody({ reference: 'Table 4, 🍲 à la carte' }))).status).toBe(201);
    expect(BigInt(await headOf(sql))).toBeGreaterThan(BigInt(head));
  });
});
