import 'reflect-metadata';
import { OPERATION, type OperationDeclaration } from '../../../src/platform/identity/index.js';
import { StoreChangesController } from '../../../src/stores/store-changes.controller.js';
import { freshKey } from '../../http/http-client.js';
import { expectRefusal, UNWANTED_TEXT } from '../../http/refusal.js';
import { DATE, minutesFrom, openStoreBody, START } from '../../http/requests.js';
import { storesAlone } from './stores-alone.js';

let stores: Awaited<ReturnType<typeof storesAlone>>;
let storeId: string;

beforeAll(async () => {
  stores = await storesAlone();
});
afterAll(() => stores.app.close());

beforeEach(async () => {
  stores.whenCarrying(async () => ({ pendingDays: [] }));
  storeId = await stores.opened();
  stores.carried.length = 0;
});

const { hours, terms } = openStoreBody();
/** What the body of an opening leaves out. */
const LATER_TERMS = { renewalsMax: 2, guestHoldsMax: 4, closeAfterHours: 6 };
const TIGHTER = { terms: { ...terms, limits: { orders: 3 } } };
const ELSEWHERE = { posAccount: { account: 'sim', location: 'station' } };
const ANN = { contacts: [{ name: 'Ann', email: 'ann@store.example' }] };
const OVERRIDE = {
  businessDate: DATE,
  from: `${DATE}T12:00:00.000Z`,
  to: `${DATE}T13:00:00.000Z`,
  limits: { orders: 20 },
  why: 'a second cook is here',
};
const PAUSE = { until: minutesFrom(START, 30), reason: 'the oven is cold' };
const MONDAYS_OFF = { hours: { ...hours, monday: [] } };

/** Every change: how it is asked for, what is answered beside the store's id, and what is recorded. */
const CHANGES = [
  ['PUT', 'hours', MONDAYS_OFF, MONDAYS_OFF, 'StoreHoursChanged'],
  ['PUT', 'terms', TIGHTER, { terms: { ...TIGHTER.terms, ...LATER_TERMS } }, 'StoreTermsChanged'],
  ['POST', 'capacity-overrides', OVERRIDE, { capacityOverride: OVERRIDE }, 'CapacityOverridden'],
  ['POST', 'pause', PAUSE, { pause: PAUSE }, 'StorePaused'],
  ['PUT', 'pos-account', ELSEWHERE, ELSEWHERE, 'PosConnected'],
] as const;

type Method = 'PUT' | 'POST';
const ask = (method: Method, path: string, body: unknown, headers?: Readonly<Record<string, string>>) =>
  method === 'PUT'
    ? stores.put(`/stores/${storeId}/${path}`, body, headers)
    : stores.post(`/stores/${storeId}/${path}`, body, headers);
const typesOf = async () => (await stores.historyOf(storeId)).map(({ type }) => type);

describe('a change of a store', () => {
  it.each(CHANGES)('(%s %s) is recorded, carried into the open days and answered', async (...change) => {
    const [method, path, body, shown, type] = change;
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body]).toEqual([200, { storeId, ...shown, pendingDays: [] }]);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('rushline-position')).toMatch(/^in-memory:\d+$/);
    expect(await typesOf()).toEqual(['StoreOpened', type]);
    const position = BigInt(answer.headers.get('rushline-position')?.split(':')[1] ?? '');
    expect(stores.carried).toEqual([{ storeId, position }]);
  });

  it('of the contacts is recorded and answered, and concerns no day', async () => {
    const answer = await ask('PUT', 'contacts', ANN);
    expect([answer.status, answer.body]).toEqual([200, { storeId, ...ANN }]);
    expect(await typesOf()).toEqual(['StoreOpened', 'ContactsChanged']);
    expect(stores.carried).toEqual([]);
  });

  it('says in its event who made it', async () => {
    await ask('PUT', 'terms', TIGHTER);
    const [, changed] = await stores.historyOf(storeId);
    expect(changed?.data).toEqual({ terms: { ...TIGHTER.terms, ...LATER_TERMS }, by: 'development' });
  });

  it('may be made by operators alone', () => {
    const routes = Object.getOwnPropertyNames(StoreChangesController.prototype)
      .filter(name => name !== 'constructor')
      .map(name => StoreChangesController.prototype[name as keyof StoreChangesController]);
    const declared = routes.map(
      route => Reflect.getMetadata(OPERATION, route) as OperationDeclaration | undefined,
    );
    expect(declared.map(operation => operation?.roles)).toEqual(Array(7).fill(['operator']));
    expect(new Set(declared.map(operation => operation?.operation)).size).toBe(7);
  });

  it('is described to who asks for the documentation', () => {
    const paths = Object.keys(stores.openApi().paths);
    expect(paths).toEqual(expect.arrayContaining(CHANGES.map(([, path]) => `/stores/{storeId}/${path}`)));
  });
});

describe('a pause', () => {
  it('is taken back before its time, with a body or without', async () => {
    await ask('POST', 'pause', PAUSE);
    const first = await ask('POST', 'resume', {});
    expect([first.status, first.body]).toEqual([200, { storeId, pause: null, pendingDays: [] }]);
    const bare = { headers: { 'idempotency-key': freshKey() } };
    const second = await stores.client.ask('POST', `/stores/${storeId}/resume`, bare);
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await typesOf()).toEqual(['StoreOpened', 'StorePaused', 'StoreResumed']);
  });

  it('may end at an instant told in any offset', async () => {
    const answer = await ask('POST', 'pause', { ...PAUSE, until: `${DATE}T11:30:00+02:00` });
    expect(answer.body).toMatchObject({ pause: { until: minutesFrom(START, 30) } });
  });
});

describe('a change that some open days do not have yet', () => {
  it.each(CHANGES)('(%s %s) is answered with 202 and names them', async (method, path, body, shown) => {
    stores.whenCarrying(async () => ({ pendingDays: [DATE, '2030-03-06'] }));
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body]).toEqual([
      202,
      { storeId, ...shown, pendingDays: [DATE, '2030-03-06'] },
    ]);
  });

  it('is answered with 200 when it is repeated and they have it', async () => {
    const key = { 'idempotency-key': freshKey() };
    stores.whenCarrying(async () => ({ pendingDays: [DATE] }));
    expect((await ask('PUT', 'terms', TIGHTER, key)).status).toBe(202);
    stores.whenCarrying(async () => ({ pendingDays: [] }));
    const again = await ask('PUT', 'terms', TIGHTER, key);
    expect([again.status, again.body['pendingDays']]).toEqual([200, []]);
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged']);
    expect(stores.carried[1]).toEqual(stores.carried[0]);
  });

  it('is not called undone where nobody can tell which days those are', async () => {
    const key = { 'idempotency-key': freshKey() };
    stores.whenCarrying(() => Promise.reject(new Error('the log is away')));
    expectRefusal(await ask('PUT', 'terms', TIGHTER, key), { status: 503, code: 'PENDING_DAYS_UNKNOWN' });
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged']);
    stores.whenCarrying(async () => ({ pendingDays: [] }));
    expect((await ask('PUT', 'terms', TIGHTER, key)).status).toBe(200);
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged']);
  });
});

describe('a change that changes nothing', () => {
  it('is accepted, records nothing and tells the store’s ETag; the days are asked all the same', async () => {
    await ask('PUT', 'terms', TIGHTER);
    const again = await ask('PUT', 'terms', TIGHTER);
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"1"']);
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged']);
    expect(stores.carried).toHaveLength(2);
  });
});

describe('a command repeated with its key', () => {
  it.each(CHANGES)('(%s %s) is answered as before, though the store has changed since', async (...change) => {
    const [method, path, body] = change;
    const key = { 'idempotency-key': freshKey() };
    const first = await ask(method, path, body, key);
    await ask('PUT', 'contacts', ANN);
    const again = await ask(method, path, body, key);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([
      first.status,
      first.body,
      first.headers.get('etag'),
    ]);
    expect(await typesOf()).toHaveLength(3);
  });

  it('and another body is refused', async () => {
    const key = { 'idempotency-key': freshKey() };
    await ask('POST', 'pause', PAUSE, key);
    const other = await ask('POST', 'pause', { ...PAUSE, reason: 'no bread' }, key);
    expectRefusal(other, { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it.each(CHANGES)('cannot be one without a key (%s %s)', async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const request = { body: JSON.stringify(body), headers };
    const answer = await stores.client.ask(method, `/stores/${storeId}/${path}`, request);
    expectRefusal(answer, { status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(await typesOf()).toEqual(['StoreOpened']);
  });
});

describe('a replacement of what somebody has read', () => {
  const READ = { 'if-match': '"0"' };
  const REPLACEMENTS = [
    ['hours', MONDAYS_OFF],
    ['terms', TIGHTER],
    ['pos-account', ELSEWHERE],
    ['contacts', { contacts: [] }],
  ] as const;

  it.each(REPLACEMENTS)('(%s) is made while it is the newest', async (path, body) => {
    expect((await ask('PUT', path, body, READ)).status).toBe(200);
  });

  it.each([
    ['hours', MONDAYS_OFF],
    ['terms', TIGHTER],
    ['pos-account', ELSEWHERE],
    ['contacts', ANN],
  ] as const)('(%s) is refused once somebody else has changed the store', async (path, body) => {
    await ask('POST', 'pause', PAUSE);
    const refused = await ask('PUT', path, body, READ);
    expectRefusal(refused, { status: 412, code: 'STORE_CHANGED' });
    expect(refused.body).toMatchObject({ storeId, revision: '1' });
    expect(await typesOf()).toEqual(['StoreOpened', 'StorePaused']);
    expect((await ask('PUT', path, body)).status).toBe(200);
  });

  it('is refused with a header that is no list of tags, and nothing changes', async () => {
    const refused = await ask('PUT', 'terms', TIGHTER, { 'if-match': '0' });
    expectRefusal(refused, { status: 400, code: 'IF_MATCH_INVALID' });
    expect(await typesOf()).toEqual(['StoreOpened']);
  });

  it('made twice at once is made once: the other is told', async () => {
    const answers = await Promise.all([
      ask('PUT', 'terms', TIGHTER, READ),
      ask('PUT', 'terms', { terms: { ...terms, limits: { orders: 4 } } }, READ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged']);
  });

  it('made twice at once without the header is made twice: the last word counts', async () => {
    const answers = await Promise.all([
      ask('PUT', 'terms', TIGHTER),
      ask('PUT', 'terms', { terms: { ...terms, limits: { orders: 4 } } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await typesOf()).toEqual(['StoreOpened', 'StoreTermsChanged', 'StoreTermsChanged']);
  });
});

describe('a refused change', () => {
  const [christmas] = [{ date: '2030-12-25', periods: [] }];
  const invalid = (field: string) => ({ status: 400, code: 'REQUEST_INVALID', field });
  const unwanted = (method: Method, path: string, field: string, bodyOf: (text: string) => unknown) =>
    UNWANTED_TEXT.map(
      ([what, text]) => [`${field} with ${what}`, method, path, bodyOf(text), field] as const,
    );

  afterEach(async () => {
    expect(await typesOf()).toEqual(['StoreOpened']);
    expect(stores.carried).toEqual([]);
  });

  it.each<readonly [string, Method, string, unknown, string]>([
    ['hours without a Sunday', 'PUT', 'hours', { hours: { ...hours, sunday: undefined } }, 'hours.sunday'],
    ['hours beside others', 'PUT', 'hours', { hours, terms }, 'terms'],
    [
      'an exception named twice',
      'PUT',
      'hours',
      { hours: { ...hours, exceptions: [christmas, { ...christmas, periods: hours.monday }] } },
      'hours.exceptions',
    ],
    ['terms without a limit', 'PUT', 'terms', { terms: { ...terms, limits: {} } }, 'terms.limits'],
    ['too many renewals', 'PUT', 'terms', { terms: { ...terms, renewalsMax: 21 } }, 'terms.renewalsMax'],
    [
      'guests without holds',
      'PUT',
      'terms',
      { terms: { ...terms, guestHoldsMax: 0 } },
      'terms.guestHoldsMax',
    ],
    [
      'days that close at once',
      'PUT',
      'terms',
      { terms: { ...terms, closeAfterHours: 0 } },
      'terms.closeAfterHours',
    ],
    ['no limits, not even null', 'POST', 'capacity-overrides', { ...OVERRIDE, limits: undefined }, 'limits'],
    [
      'a limit of another kind',
      'POST',
      'capacity-overrides',
      { ...OVERRIDE, limits: { guests: 1 } },
      'limits.guests',
    ],
    [
      'a date of no calendar',
      'POST',
      'capacity-overrides',
      { ...OVERRIDE, businessDate: '2030-02-30' },
      'businessDate',
    ],
    ['a time of day for an instant', 'POST', 'capacity-overrides', { ...OVERRIDE, from: '12:00' }, 'from'],
    ['an override for no reason', 'POST', 'capacity-overrides', { ...OVERRIDE, why: ' ' }, 'why'],
    ['an instant without an offset', 'POST', 'pause', { ...PAUSE, until: '2030-03-05T12:00:00' }, 'until'],
    ['a pause for no reason', 'POST', 'pause', { until: PAUSE.until }, 'reason'],
    ['a resumption with a reason', 'POST', 'resume', { reason: 'the oven is hot' }, 'reason'],
    [
      'a POS nobody configured',
      'PUT',
      'pos-account',
      { posAccount: { account: 'other', location: 'a' } },
      'posAccount.account',
    ],
    ['too many contacts', 'PUT', 'contacts', { contacts: Array(11).fill(ANN.contacts[0]) }, 'contacts'],
    [
      'a contact without an address',
      'PUT',
      'contacts',
      { contacts: [{ name: 'Ann', email: 'ann' }] },
      'contacts.0.email',
    ],
    ...unwanted('POST', 'pause', 'reason', reason => ({ ...PAUSE, reason })),
    ...unwanted('POST', 'capacity-overrides', 'why', why => ({ ...OVERRIDE, why })),
    ...unwanted('PUT', 'contacts', 'contacts.0.name', name => ({ contacts: [{ ...ANN.contacts[0], name }] })),
  ])('(%s) names its field and changes nothing', async (...row) => {
    const [, method, path, body, field] = row;
    expectRefusal(await ask(method, path, body), invalid(field));
  });

  it.each<readonly [string, Method, string, unknown, object]>([
    [
      'TERMS_INVALID',
      'PUT',
      'terms',
      { terms: { ...terms, leadMinutes: 5 } },
      { field: 'terms.leadMinutes' },
    ],
    ['PAUSE_INVALID', 'POST', 'pause', { ...PAUSE, until: START }, { earliest: START, daysMax: 14 }],
    ['PAUSE_INVALID', 'POST', 'pause', { ...PAUSE, until: '9999-12-31T23:59:59-14:00' }, { daysMax: 14 }],
    ['OVERRIDE_INVALID', 'POST', 'capacity-overrides', { ...OVERRIDE, to: OVERRIDE.from }, { field: 'to' }],
    [
      'OVERRIDE_INVALID',
      'POST',
      'capacity-overrides',
      { ...OVERRIDE, businessDate: '2030-03-01' },
      { field: 'businessDate' },
    ],
    [
      'OVERRIDE_INVALID',
      'POST',
      'capacity-overrides',
      { ...OVERRIDE, to: '9999-12-31T23:59:59-14:00' },
      { field: 'to' },
    ],
  ])('for a reason of the room (%s) gives its facts and changes nothing', async (...row) => {
    const [code, method, path, body, facts] = row;
    const refused = await ask(method, path, body);
    expectRefusal(refused, { status: 422, code });
    expect(refused.body).toMatchObject({ storeId, ...facts });
  });

  it.each(CHANGES)('of a store nobody has opened (%s %s) is not found', async (method, path, body) => {
    const send = method === 'PUT' ? stores.put : stores.post;
    const refused = await send(`/stores/sto_0000000000000/${path}`, body);
    expectRefusal(refused, { status: 404, code: 'STORE_UNKNOWN' });
    expectRefusal(await send(`/stores/sto_nonsense/${path}`, body), invalid('storeId'));
  });
});
