import type { Client } from 'pg';
import { closeHouses, headOf, held, openedStore, openHouse, type Server } from './house.js';
import { expectRefusal, UNWANTED_TEXT } from './refusal.js';
import { confirmBody, CUSTOMER, DATE, LUNCH, openStoreBody } from './requests.js';

let server: Server;
let sql: Client;
let storeId: string;
let orderId: string;
let head: string;

beforeAll(async () => {
  ({ server, sql } = await openHouse());
  storeId = await openedStore(server);
  ({ orderId } = await held(server, storeId, LUNCH));
});
afterAll(closeHouses);

beforeEach(async () => {
  head = await headOf(sql);
});
afterEach(async () => {
  expect(await headOf(sql)).toBe(head);
});

type Changes = Record<string, unknown>;
type Row = readonly [what: string, changes: Changes, field: string];

const invalid = (field: string) => ({ status: 400, code: 'REQUEST_INVALID', field });
const [line] = confirmBody().lines;
const withUnwantedText = (where: string, field: string, change: (text: string) => Changes): Row[] =>
  UNWANTED_TEXT.map(([what, text]) => [`${where} with ${what}`, change(text), field]);

describe('A confirmation', () => {
  const confirm = (body: unknown, id = orderId) => server.post(`/orders/${id}/confirm`, body);

  it.each<Row>([
    ['an unknown field', { bogus: 1 }, 'bogus'],
    ['an unknown field in a line', { lines: [{ ...line, bogus: 1 }] }, 'lines.0.bogus'],
    ['an unknown field of the guest', { customer: { ...CUSTOMER, email: 'a@b.example' } }, 'customer.email'],
    ['no lines', { lines: [] }, 'lines'],
    ['too many lines', { lines: Array.from({ length: 201 }, () => line) }, 'lines'],
    ['lines that are no list', { lines: { 0: line } }, 'lines'],
    ['a negative price', { lines: [{ ...line, unitPrice: -1 }] }, 'lines.0.unitPrice'],
    ['half a soup', { lines: [{ ...line, quantity: 0.5 }] }, 'lines.0.quantity'],
    ['no soup', { lines: [{ ...line, quantity: 0 }] }, 'lines.0.quantity'],
    ['more soup than there is', { lines: [{ ...line, quantity: 1e9 }] }, 'lines.0.quantity'],
    ['a total as text', { total: '1500' }, 'total'],
    ['a total with pennies of pennies', { total: 1_500.5 }, 'total'],
    ['a total beyond exact numbers', { total: 2 ** 60 }, 'total'],
    ['a currency in small letters', { currency: 'gbp' }, 'currency'],
    ['no guest', { customer: undefined }, 'customer'],
    ['a guest without a name', { customer: { ...CUSTOMER, name: '' } }, 'customer.name'],
    ['an over-long name', { customer: { ...CUSTOMER, name: 'x'.repeat(81) } }, 'customer.name'],
    ['over-long notes', { customer: { ...CUSTOMER, notes: 'x'.repeat(501) } }, 'customer.notes'],
    ['a phone number of letters', { customer: { ...CUSTOMER, phone: 'call me' } }, 'customer.phone'],
    ['an over-long payment reference', { paymentRef: 'x'.repeat(121) }, 'paymentRef'],
    ...withUnwantedText('notes', 'customer.notes', notes => ({ customer: { ...CUSTOMER, notes } })),
    ...withUnwantedText('the name of a dish', 'lines.0.name', name => ({ lines: [{ ...line, name }] })),
    ...withUnwantedText('a payment reference', 'paymentRef', paymentRef => ({ paymentRef })),
  ])('with %s is refused and names the field', async (_, changes, field) => {
    expectRefusal(await confirm(confirmBody(changes)), invalid(field));
  });

  it.each([
    ['another total', { total: 1_499 }, { status: 422, code: 'TOTAL_MISMATCH' }],
    ['another currency', { currency: 'EUR' }, { status: 422, code: 'ORDER_INVALID' }],
    [
      'more than was held',
      { lines: [{ ...line, quantity: 3 }], total: 2_250 },
      { status: 409, code: 'LOAD_EXCEEDS_HOLD' },
    ],
  ])('with %s is refused by its code', async (_, changes, refusal) => {
    expectRefusal(await confirm(confirmBody(changes)), refusal);
  });

  it.each(['ord_', 'ord_nonsense', 'sto_0000000000000', '%00', '%F0%9F%8D%B2', 'null'])(
    'of an order called %s is not found',
    async id => expectRefusal(await confirm(confirmBody(), id), { status: 404, code: 'ORDER_UNKNOWN' }),
  );

  it('of an order nobody held is not found, on an open day and on another', async () => {
    const otherOrder = `${orderId.slice(0, -4)}0000`;
    const otherStore = `ord_0000000000000${orderId.slice(17)}`;
    const answers = [await confirm(confirmBody(), otherOrder), await confirm(confirmBody(), otherStore)];
    for (const answer of answers) expectRefusal(answer, { status: 404, code: 'HOLD_UNKNOWN' });
  });
});

describe('A cancellation', () => {
  const cancel = (body: unknown, id = orderId) => server.post(`/orders/${id}/cancel`, body);

  it.each<Row>([
    ['no reason', {}, 'reason'],
    ['an over-long reason', { reason: 'x'.repeat(201) }, 'reason'],
    ['a reason that is no text', { reason: { why: 'so' } }, 'reason'],
    ['an unknown field', { reason: 'late', by: 'me' }, 'by'],
    ...withUnwantedText('a reason', 'reason', reason => ({ reason })),
  ])('with %s is refused and names the field', async (_, body, field) => {
    expectRefusal(await cancel(body), invalid(field));
  });

  it('of a hold is refused: it is released', async () => {
    expectRefusal(await cancel({ reason: 'late' }), { status: 409, code: 'ORDER_NOT_CONFIRMED' });
  });

  it('sent as a form is not read', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'a-form' };
    const answer = await server.ask('POST', `/orders/${orderId}/cancel`, { body: 'reason=late', headers });
    expectRefusal(answer, { status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
  });

  it.each(['ord_nonsense', '%00'])('of an order called %s is not found', async id => {
    expectRefusal(await cancel({ reason: 'late' }, id), { status: 404, code: 'ORDER_UNKNOWN' });
  });
});

describe('A release', () => {
  it.each([
    ['ord_nonsense', 'ORDER_UNKNOWN'],
    ['%00', 'ORDER_UNKNOWN'],
  ])('of a hold called %s is not found', async (id, code) => {
    expectRefusal(await server.remove(`/orders/${id}/hold`), { status: 404, code });
  });
});

describe('A store', () => {
  const open = (changes: Changes) => server.post('/stores', { ...openStoreBody(), ...changes });
  const { hours, terms, coordinates } = openStoreBody();
  const ann = { name: 'Ann', email: 'ann@store.example' };

  it.each<Row>([
    ['an unknown field', { bogus: 1 }, 'bogus'],
    ['a zone that does not exist', { zone: 'Mars/Olympus_Mons' }, 'zone'],
    ['an offset for a zone', { zone: '+01:00' }, 'zone'],
    ['an instant for a zone', { zone: '2030-01-01T00:00:00Z' }, 'zone'],
    ['an instant with an offset for a zone', { zone: '2030-01-01T00:00:00+05:00' }, 'zone'],
    ['a NUL in the zone', { zone: 'Europe/London\u0000' }, 'zone'],
    [
      'a day off on a date that does not exist',
      { hours: { ...hours, exceptions: [{ date: '2030-02-30', periods: [] }] } },
      'hours.exceptions.0.date',
    ],
    [
      'an opening at 25 o’clock',
      { hours: { ...hours, monday: [{ opens: '25:00', closes: '26:00' }] } },
      'hours.monday.0.opens',
    ],
    ['no Sunday', { hours: { ...hours, sunday: undefined } }, 'hours.sunday'],
    ['slots of a minute', { terms: { ...terms, slotMinutes: 1 } }, 'terms.slotMinutes'],
    ['no limit', { terms: { ...terms, limits: {} } }, 'terms.limits'],
    ['a negative limit', { terms: { ...terms, limits: { orders: -1 } } }, 'terms.limits.orders'],
    ['an unknown limit', { terms: { ...terms, limits: { orders: 1, guests: 2 } } }, 'terms.limits.guests'],
    ['a place off the globe', { coordinates: { ...coordinates, latitude: 91 } }, 'coordinates.latitude'],
    ['a currency that is none', { currency: 'pounds' }, 'currency'],
    ['a POS nobody configured', { posAccount: { account: 'other', location: 'a' } }, 'posAccount.account'],
    [
      'a location that is a path',
      { posAccount: { account: 'sim', location: '../admin' } },
      'posAccount.location',
    ],
    ['a contact without an address', { contacts: [{ name: 'Ann', email: 'ann' }] }, 'contacts.0.email'],
    ...withUnwantedText('a name', 'name', name => ({ name })),
    ...withUnwantedText('an address', 'address', address => ({ address })),
    ...withUnwantedText('a contact', 'contacts.0.name', name => ({ contacts: [{ ...ann, name }] })),
  ])('with %s is refused and names the field', async (_, changes, field) => {
    expectRefusal(await open(changes), invalid(field));
  });

  it('with terms that contradict each other is refused and told which', async () => {
    const answer = await open({ terms: { ...terms, giveUpMinutesBefore: 15 } });
    expectRefusal(answer, { status: 422, code: 'TERMS_INVALID' });
    expect(answer.body).toMatchObject({ field: 'terms.giveUpMinutesBefore' });
  });
});

describe('The business clock', () => {
  const steer = (changes: Changes) =>
    server.post('/ops/clock/segments', {
      number: 3,
      realEpochMs: Date.now(),
      virtualEpochMs: Date.parse(LUNCH),
      speed: 1,
      ...changes,
    });
  const clock = async () => (await server.get<{ segment: unknown }>('/ops/clock')).body.segment;

  it.each<Row>([
    ['a speed below life', { speed: 0.5 }, 'speed'],
    ['a speed beyond all bounds', { speed: 1e9 }, 'speed'],
    ['half a number', { number: 2.5 }, 'number'],
    ['a negative instant', { virtualEpochMs: -1 }, 'virtualEpochMs'],
    ['an unknown field', { zone: 'UTC' }, 'zone'],
  ])('told %s goes on as it was', async (_, changes, field) => {
    const before = await clock();
    expectRefusal(await steer(changes), invalid(field));
    expect(await clock()).toEqual(before);
  });

  it.each([
    ['the past', { virtualEpochMs: 0 }],
    ['an instant beyond all dates', { realEpochMs: Number.MAX_SAFE_INTEGER, speed: 5_000 }],
    ['an instant no order could be dated with', { virtualEpochMs: 8.64e15 }],
    ['a number that skips one', { number: 9 }],
  ])('told %s refuses and goes on as it was', async (_, changes) => {
    const before = await clock();
    expectRefusal(await steer(changes), { status: 409, code: 'CLOCK_SEGMENT_REFUSED' });
    expect(await clock()).toEqual(before);
  });
});

describe('A question', () => {
  it.each([
    ['/stores?limit=0', 'limit'],
    ['/stores?limit=many', 'limit'],
    ['/stores?limit=1&limit=2', 'limit'],
    ['/stores?after=%00', 'after'],
    ['/stores?bogus=1', 'bogus'],
    [`/stores/STORE/days/${DATE}/orders?offset=-1`, 'offset'],
    [`/stores/STORE/days/${DATE}/orders?status=%00`, 'status'],
    [`/stores/%00/days/${DATE}/orders`, 'storeId'],
    ['/stores/STORE/days/2030-02-30/orders', 'businessDate'],
    ['/stores/STORE/days/9999-12-31/availability', 'businessDate'],
    ['/ops/orders/needing-a-person?limit=1e9', 'limit'],
  ])('%s is refused and names what is wrong', async (path, field) => {
    expectRefusal(await server.get(path.replace('STORE', storeId)), invalid(field));
  });

  it.each([
    ['/stores/%00', 'STORE_UNKNOWN'],
    ['/stores/sto_0000000000000', 'STORE_UNKNOWN'],
    [`/stores/sto_0000000000000/days/${DATE}/availability`, 'STORE_UNKNOWN'],
    [`/stores/%00/days/${DATE}/availability`, 'STORE_UNKNOWN'],
    ['/orders/%00', 'ORDER_UNKNOWN'],
    ['/orders/ord_nonsense', 'ORDER_UNKNOWN'],
    ['/nowhere', 'NOT_FOUND'],
    ['/stores/../../etc/passwd', 'NOT_FOUND'],
  ])('%s is not found', async (path, code) => {
    expectRefusal(await server.get(path), { status: 404, code });
  });

  it('whose path is no text is refused', async () => {
    expectRefusal(await server.get('/stores/%E0%A4%A'), { status: 400, code: 'URL_MALFORMED' });
  });

  it('whose path is endless is refused', async () => {
    expectRefusal(await server.get(`/stores/${'x'.repeat(2_000)}`), { status: 414, code: 'URL_TOO_LONG' });
  });
});

describe('After all these refusals', () => {
  it('the read models still follow the log', async () => {
    const opened = await server.post<{ storeId: string }>(
      '/stores',
      openStoreBody({ location: 'next-door' }),
    );
    const atLeast = { 'rushline-at-least': opened.headers.get('rushline-position') ?? '' };
    expect((await server.get(`/stores/${opened.body.storeId}`, atLeast)).status).toBe(200);
    head = await headOf(sql);
  });
});
