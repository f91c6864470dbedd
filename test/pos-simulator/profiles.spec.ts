import { PROFILE_NAMES } from '../../tools/pos-simulator/profiles/profiles.js';
import { cleanUp, eventually } from './controls.js';
import { judgedSimulator, movableTime, ticketIdIn } from './wire.js';

afterEach(cleanUp);

const KEY = { 'idempotency-key': 'k-1' };

describe('Every profile', () => {
  it('declares what a client may rely on, in the words of the port', async () => {
    const { judge } = await judgedSimulator();
    const profiles = await judge.profiles();
    expect(profiles.map(({ profile }) => profile)).toEqual(PROFILE_NAMES);
    for (const { capabilities } of profiles) {
      expect(Object.keys(capabilities).sort()).toEqual(
        'acceptedMeans dedupeWindowMs feed limits lookup notAfter visibilityLagMs voids'.split(' '),
      );
    }
  });

  it.each(PROFILE_NAMES)('%s brings one delivered order to the kitchen once', async profile => {
    const { wire, judge } = await judgedSimulator({ profile });
    expect((await wire.deliver({}, KEY)).status).toBe(201);
    expect(await eventually(judge.verdict, ({ live }) => live === 1)).toMatchObject({ voided: 0 });
    expect(await judge.account('default')).toMatchObject({ profile });
  });
});

describe('The same key again', () => {
  it.each([
    ['classic', 2],
    ['no-dedupe', 2],
    ['strict-limits', 2],
    ['relay-then-webhook', 2],
    ['dedupe-300s', 1],
    ['square-like', 1],
  ] as const)('in the profile %s makes %i tickets in all', async (profile, tickets) => {
    const { wire, judge } = await judgedSimulator({ profile });
    const first = await wire.deliver({}, KEY);
    const second = await wire.deliver({}, KEY);
    expect(second.status).toBe(201);
    expect(ticketIdIn(second) === ticketIdIn(first)).toBe(tickets === 1);
    await eventually(judge.verdict, ({ live, unshown }) => live === tickets && unshown.length === 0);
    expect(await judge.doubled()).toEqual(tickets === 2 ? ['ord_1'] : []);
  });

  it('gets the first answer for 300 seconds, and makes a second ticket from then on', async () => {
    const time = movableTime();
    const { wire, judge } = await judgedSimulator({ profile: 'dedupe-300s', network: time.network });
    const first = ticketIdIn(await wire.deliver({}, KEY));
    time.goOn(290_000);
    const cached = await wire.deliver({}, KEY);
    expect(ticketIdIn(cached)).toBe(first);
    expect(cached.headers.get('x-cached-response')).toBe('true');
    time.goOn(10_001);
    const late = await wire.deliver({}, KEY);
    expect(ticketIdIn(late)).not.toBe(first);
    expect(late.headers.get('x-cached-response')).toBeNull();
    expect(await judge.verdict()).toMatchObject({ live: 2 });
  });

  it('gets the first answer although that one was dropped, and although the POS was restarted since', async () => {
    const first = await judgedSimulator({ profile: 'dedupe-300s' });
    await first.fault({ kind: 'accept-then-drop-reply' });
    await expect(first.wire.deliver({}, KEY)).rejects.toThrow();
    const { folder } = first;
    await first.stop();
    const { wire, judge } = await judgedSimulator({ profile: 'dedupe-300s', folder });
    expect((await wire.deliver({}, KEY)).headers.get('x-cached-response')).toBe('true');
    expect(await judge.verdict()).toMatchObject({ live: 1 });
  });

  it('of another account, or without a key, is another order', async () => {
    const { wire, judge } = await judgedSimulator({ profile: 'dedupe-300s' });
    await wire.deliver({}, KEY);
    await wire.deliver({}, { ...KEY, 'x-pos-account': 'south' });
    await wire.deliver();
    expect(await judge.verdict()).toMatchObject({ live: 3 });
  });

  it('with another body is an error where bodies are compared, and the first answer elsewhere', async () => {
    const { wire, judge } = await judgedSimulator({ profile: 'square-like' });
    await judge.setAccount('south', { profile: 'dedupe-300s' });
    for (const account of ['default', 'south']) await wire.deliver({}, { ...KEY, 'x-pos-account': account });
    const reused = await wire.deliver({ total: 1 }, KEY);
    expect(reused.status).toBe(409);
    expect(JSON.parse(reused.text)).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect((await wire.deliver({ total: 1 }, { ...KEY, 'x-pos-account': 'south' })).status).toBe(201);
  });
});

describe('A relay', () => {
  const relay = { profile: 'relay-then-webhook', parameters: { shownAfterMs: 300 } };

  it('accepts an order that the kitchen gets later', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', { ...relay, parameters: { shownAfterMs: 500 } });
    expect(JSON.parse((await wire.deliver()).text)).toMatchObject({ status: 'relayed' });
    expect(await judge.verdict()).toMatchObject({ live: 0, unshown: [{ state: 'held' }] });
    await eventually(judge.verdict, ({ live }) => live === 1);
  });

  it('drops an order that it could not show in time, and shows one that is not so urgent', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', relay);
    await wire.deliver({}, { 'x-not-after': new Date(0).toISOString() });
    await wire.deliver({ reference: 'ord_2' }, { 'x-not-after': '2100-01-01T00:00:00Z' });
    await eventually(
      () => judge.verdict('ord_2'),
      ({ live }) => live === 1,
    );
    const dropped = await eventually(judge.verdict, ({ unshown }) => unshown[0]?.state === 'failed');
    expect(dropped).toMatchObject({ live: 0, unshown: [{ why: 'NOT_AFTER_PASSED' }] });
    expect((await wire.deliver({}, { 'x-not-after': 'soon' })).status).toBe(422);
  });

  it('brings to the kitchen after a restart what it had accepted', async () => {
    const first = await judgedSimulator();
    await first.judge.setAccount('default', { ...relay, parameters: { shownAfterMs: 2_000 } });
    await first.wire.deliver();
    expect(await first.judge.verdict()).toMatchObject({ live: 0 });
    await first.stop();
    const { judge } = await judgedSimulator({ folder: first.folder });
    await eventually(judge.verdict, ({ live }) => live === 1);
  });

  it('takes nothing back', async () => {
    const { wire, judge } = await judgedSimulator({ profile: 'relay-then-webhook' });
    const ticketId = ticketIdIn(await wire.deliver());
    await eventually(judge.verdict, ({ live }) => live === 1);
    expect((await wire.void(ticketId, { reason: 'rain' })).status).toBe(405);
    expect(await judge.verdict()).toMatchObject({ live: 1 });
  });
});

describe('A look-up', () => {
  it('does not show a ticket before the lag is over', async () => {
    const time = movableTime();
    const { pos, wire, judge } = await judgedSimulator({ network: time.network });
    await judge.setAccount('default', { profile: 'classic', parameters: { visibilityLagMs: 40_000 } });
    await wire.deliver();
    expect(await pos.lookUp('sto_a', 'ord_1')).toEqual([]);
    expect(await judge.verdict()).toMatchObject({ live: 1 });
    time.goOn(40_000);
    expect(await pos.lookUp('sto_a', 'ord_1')).toHaveLength(1);
  });

  it('that is a scan knows no references, and tells every ticket once, page by page', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', { profile: 'no-dedupe', parameters: { visibilityLagMs: 0 } });
    for (let n = 0; n < 5; n += 1) await wire.deliver({ reference: `ord_${n}` });
    expect((await wire.get('/pos/sto_a/orders?reference=ord_1')).status).toBe(400);
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { text } = await wire.get(`/pos/sto_a/orders?limit=2${after}`);
      const page = JSON.parse(text) as { tickets: { reference: string }[]; next: string | null };
      seen.push(...page.tickets.map(({ reference }) => reference));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(seen.sort()).toEqual(['ord_0', 'ord_1', 'ord_2', 'ord_3', 'ord_4']);
  });

  it('does not exist where the profile has none', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', { profile: 'classic', parameters: { lookup: 'none' } });
    expect((await wire.get('/pos/sto_a/orders?reference=ord_1')).status).toBe(404);
  });
});

describe('The profile square-like', () => {
  const still = { profile: 'square-like', parameters: { visibilityLagMs: 0, shownAfterMs: 600_000 } };

  it('lists an order that no kitchen sees before it is paid', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', still);
    expect(JSON.parse((await wire.deliver()).text)).toMatchObject({ status: 'unpaid' });
    const { tickets } = JSON.parse((await wire.get('/pos/sto_a/orders')).text) as { tickets: object[] };
    expect(tickets).toMatchObject([{ reference: 'ord_1', status: 'unpaid', version: 0 }]);
    expect(await judge.verdict()).toMatchObject({ live: 0 });
  });

  it('never shows what was voided before it was paid', async () => {
    const { wire, judge } = await judgedSimulator();
    await judge.setAccount('default', still);
    const ticketId = ticketIdIn(await wire.deliver());
    expect((await wire.void(ticketId, { reason: 'rain' })).status).toBe(200);
    expect(await judge.verdict()).toMatchObject({ live: 0, unshown: [{ state: 'failed', why: 'VOIDED' }] });
  });

  it('refuses a void of a version that has moved on', async () => {
    const { wire, judge } = await judgedSimulator({ profile: 'square-like' });
    const ticketId = ticketIdIn(await wire.deliver());
    await eventually(judge.verdict, ({ live }) => live === 1);
    const stale = await wire.void(ticketId, { reason: 'rain', version: 7 });
    expect(JSON.parse(stale.text)).toMatchObject({ error: { code: 'VERSION_MISMATCH' } });
    expect((await wire.void(ticketId, { reason: 'rain', version: 1 })).status).toBe(200);
  });

  it('tells the item at the edge of a page on both pages', async () => {
    const { wire, pos, judge } = await judgedSimulator();
    await judge.setAccount('default', {
      profile: 'square-like',
      parameters: { shownAfterMs: 0, offline: null },
    });
    for (const reference of ['ord_1', 'ord_2', 'ord_3']) await wire.deliver({ reference });
    const read = async (query: Record<string, string>) => {
      const { tickets, next } = await pos.changes('sto_a', { limit: '1', ...query });
      return { told: tickets.map(({ reference }) => reference), next };
    };
    const first = await read({});
    const second = await read({ after: first.next });
    const third = await read({ after: second.next });
    expect([first.told, second.told, third.told]).toEqual([
      ['ord_1'],
      ['ord_1', 'ord_2'],
      ['ord_2', 'ord_3'],
    ]);
  });
});

describe('An account', () => {
  it('behaves as it is set, and the others as before', async () => {
    const { wire, judge } = await judgedSimulator();
    const set = await judge.setAccount('north', {
      profile: 'dedupe-300s',
      parameters: { dedupeWindowMs: 2_000, lookup: 'none' },
    });
    expect(set).toMatchObject({
      status: 200,
      body: { capabilities: { dedupeWindowMs: 2_000, lookup: 'none' } },
    });
    for (const account of ['north', 'south']) {
      for (let n = 0; n < 2; n += 1) {
        await wire.deliver({ reference: account }, { ...KEY, 'x-pos-account': account });
      }
    }
    expect(await judge.verdict('north')).toMatchObject({ live: 1 });
    expect(await judge.verdict('south')).toMatchObject({ live: 2 });
  });

  it.each([
    [{ profile: 'modern' }, 'profile'],
    [{ profile: 'classic', parameters: { lookup: 'often' } }, 'parameters.lookup'],
    [{ profile: 'classic', parameters: { speed: 3 } }, 'parameters.speed'],
  ])('%j is refused, naming %s, and changes nothing', async (order, field) => {
    const { judge } = await judgedSimulator();
    expect(await judge.setAccount('default', order)).toMatchObject({ status: 400, body: { field } });
    expect(await judge.account('default')).toMatchObject({ profile: 'classic' });
  });
});
