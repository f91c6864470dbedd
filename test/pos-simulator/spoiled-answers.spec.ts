import { cleanUp, CUT, eventually, fateOf } from './controls.js';
import { judgedSimulator, ticketIdIn, type RawAnswer } from './wire.js';

afterEach(cleanUp);

const GENUINE = '{"ticketId":"t-000001","reference":"ord_1","status":"received"}';

describe('A POS that took an order, and answers', () => {
  it.each<[string, object, (answer: RawAnswer) => void]>([
    [
      'with a status of the server',
      { kind: '5xx-after-commit', status: 502 },
      ({ status, text }) => {
        expect(status).toBe(502);
        expect(text).not.toContain('t-000001');
      },
    ],
    [
      'with a page of HTML and 200',
      { kind: 'html-with-200' },
      ({ status, headers, text }) => {
        expect(status).toBe(200);
        expect(headers.get('content-type')).toContain('text/html');
        expect(text).toContain('<html>');
      },
    ],
    [
      'with errors and 200',
      { kind: 'errors-with-200' },
      ({ status, text }) => {
        expect(status).toBe(200);
        expect(JSON.parse(text)).toMatchObject({ errors: [{ code: 'GATEWAY' }] });
      },
    ],
    [
      'with half of its answer',
      { kind: 'truncated-answer' },
      ({ status, text }) => {
        expect(status).toBe(201);
        expect(GENUINE.startsWith(text)).toBe(true);
        expect(text).not.toBe(GENUINE);
      },
    ],
    [
      'about somebody else’s order',
      { kind: 'wrong-reference' },
      ({ status, text }) => {
        expect(status).toBe(201);
        expect(JSON.parse(text)).toMatchObject({ reference: 'x-ord_1', ticketId: 'x-t-000001' });
      },
    ],
    [
      'at far too great a length',
      { kind: 'oversized-answer', bytes: 3_000_000 },
      ({ text }) => {
        expect(text.length).toBe(GENUINE.length + 3_000_000);
        expect(JSON.parse(text)).toMatchObject({ ticketId: 't-000001' });
      },
    ],
  ])('%s has the ticket all the same', async (_, fault, check) => {
    const { wire, judge, fault: add } = await judgedSimulator();
    await add({ ...fault, location: 'sto_a' });
    check(await wire.deliver());
    expect(await judge.verdict()).toMatchObject({
      live: 1,
      requests: [{ operation: 'deliver', fate: 'answered', faults: [(fault as { kind: string }).kind] }],
    });
    await judge.clearFaults();
    expect((await wire.deliver({ reference: 'ord_2' })).text).toBe(
      '{"ticketId":"t-000002","reference":"ord_2","status":"received"}',
    );
  });

  it('with the beginning of an answer that never goes on has the ticket, and lets itself be stopped', async () => {
    const { wire, judge, fault, stop } = await judgedSimulator();
    await fault({ kind: 'stalled-answer' });
    const fate = fateOf(wire.deliver());
    await eventually(judge.ledger, ({ live }) => live === 1);
    expect((await judge.requests()).requests).toMatchObject([{ fate: 'open' }]);
    await stop();
    expect(await fate).toMatch(CUT);
  });

  it.each(['5xx-after-commit', 'html-with-200', 'errors-with-200', 'wrong-reference'])(
    'a void with %s has voided the ticket',
    async kind => {
      const { wire, judge, fault } = await judgedSimulator();
      const ticketId = ticketIdIn(await wire.deliver());
      await fault({ kind });
      const answer = await wire.void(ticketId, { reason: 'rain' });
      expect(answer.text).not.toBe(JSON.stringify({ ticketId, status: 'voided' }));
      expect(await judge.verdict()).toMatchObject({ live: 0, voided: 1 });
    },
  );

  it('spoils look-ups and the feed as well where the fault says so, and nothing else', async () => {
    const { wire, fault } = await judgedSimulator();
    await fault({ kind: 'html-with-200', operations: ['find', 'changes'] });
    expect((await wire.deliver()).status).toBe(201);
    expect((await wire.get('/pos/sto_a/orders?reference=ord_1')).text).toContain('<html>');
    expect((await wire.get('/pos/sto_a/changes')).text).toContain('<html>');
  });
});

describe('A POS that does nothing, and answers', () => {
  it.each<[string, object, number]>([
    ['with a status of the server', { kind: '5xx-before-commit', status: 500 }, 500],
    ['with a redirection', { kind: 'redirect', status: 302 }, 302],
    ['that it was asked too often', { kind: 'rate-limited' }, 429],
    ['that the account is suspended', { kind: 'suspended', status: 401 }, 401],
  ])('%s makes no ticket', async (_, fault, status) => {
    const { wire, judge, fault: add } = await judgedSimulator();
    await add(fault);
    expect((await wire.deliver()).status).toBe(status);
    expect(await judge.ledger()).toMatchObject({ tickets: 0 });
    expect((await judge.requests()).requests).toMatchObject([{ status, fate: 'answered' }]);
  });

  it('shows in its log who follows a redirection', async () => {
    const { posUrl, wire, judge, fault } = await judgedSimulator();
    await fault({ kind: 'redirect', forRequests: 1 });
    const { headers } = await wire.deliver();
    const target = headers.get('location') ?? '';
    expect(target).toBe('/pos/sto_a/orders?redirected=1');
    await fetch(`${posUrl}${target}`, { method: 'POST' });
    expect((await judge.requests({ operation: 'deliver' })).total).toBe(2);
  });

  it.each<[string, object | undefined, RegExp | null]>([
    ['nothing', undefined, null],
    ['seconds', { seconds: 7 }, /^7$/],
    ['seconds nobody would wait for', { seconds: 1e12 }, /^1000000000000$/],
    ['a date', { dateInSeconds: 90 }, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
    ['no sense', { text: 'soon, perhaps' }, /^soon, perhaps$/],
  ])('429 with %s in Retry-After', async (_, retryAfter, written) => {
    const { wire, fault } = await judgedSimulator();
    await fault({ kind: 'rate-limited', retryAfter });
    const { status, headers } = await wire.deliver();
    expect(status).toBe(429);
    if (written === null) expect(headers.get('retry-after')).toBeNull();
    else expect(headers.get('retry-after')).toMatch(written);
  });
});

describe('A POS whose acceptance is not the last word', () => {
  it('voids a ticket after it accepted it, and nobody asked', async () => {
    const { wire, pos, judge, fault } = await judgedSimulator();
    await fault({ kind: 'void-after-accept', afterMs: 50 });
    expect((await wire.deliver()).status).toBe(201);
    await eventually(judge.verdict, ({ voided }) => voided === 1);
    expect((await pos.changes('sto_a')).tickets.map(({ status }) => status)).toEqual(['received', 'voided']);
    expect((await judge.requests({ operation: 'void' })).total).toBe(0);
  });

  it('accepts an order and never shows it to the kitchen', async () => {
    const { wire, pos, judge, fault } = await judgedSimulator();
    await fault({ kind: 'never-shown', forRequests: 1 });
    expect(JSON.parse((await wire.deliver()).text)).toMatchObject({ status: 'received' });
    expect(await pos.lookUp('sto_a', 'ord_1')).toEqual([]);
    expect(await judge.verdict()).toMatchObject({ live: 0, tickets: [], unshown: [{ state: 'held' }] });
    const second = ticketIdIn(await wire.deliver({ reference: 'ord_2' }));
    expect(second).toBe('t-000002');
    expect(await judge.verdict('ord_2')).toMatchObject({ live: 1 });
  });

  it('slow to do what it is asked has no ticket until it did it', async () => {
    const { wire, judge, fault } = await judgedSimulator();
    await fault({ kind: 'slow', delayMs: 400, before: 'commit' });
    const answer = wire.deliver();
    await eventually(judge.clock, ({ busy }) => busy === 1);
    expect((await judge.ledger()).tickets).toBe(0);
    expect((await answer).status).toBe(201);
    expect((await judge.ledger()).tickets).toBe(1);
  });
});
