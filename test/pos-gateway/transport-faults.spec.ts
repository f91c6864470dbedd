import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { SIMULATOR_CAPABILITIES, SimulatorAdapter } from '../../src/pos-gateway/adapters/index.js';
import type { PosCapabilities } from '../../src/pos-gateway/domain/pos-capabilities.js';
import {
  CursorRefused,
  NOT_SHOWN,
  type DeliverOutcome,
  type VoidOutcome,
} from '../../src/pos-gateway/pos-port.js';

const ORDER = 'ord_1';
const TICKET = { orderId: ORDER, location: 'high-street', body: JSON.stringify({ reference: ORDER }) };
const IN_TIME = Infinity;
const { classic } = SIMULATOR_CAPABILITIES;
const NOT_AFTER = '2031-06-02T11:55:00.000Z';

let server: Server | undefined;
let adapter: SimulatorAdapter | undefined;

afterEach(async () => {
  await adapter?.close();
  server?.closeAllConnections();
  await new Promise(resolve => (server === undefined ? resolve(undefined) : server.close(resolve)));
  [server, adapter] = [undefined, undefined];
});

/** Real time whose alarms go off when the spec says so: a time-out of seconds passes in no time. */
const alarmedTime = () => {
  const alarms = new Set<() => void>();
  const network: NetworkTime = {
    ...systemTime,
    after: (_ms, run) => {
      alarms.add(run);
      return () => alarms.delete(run);
    },
  };
  return { network, runOut: () => alarms.forEach(run => run()) };
};

/** A POS that does to every request what the listener does, and the adapter that speaks to it. */
const posThat = async (
  listener: RequestListener,
  network: NetworkTime = systemTime,
  capabilities: PosCapabilities = classic,
) => {
  let requests = 0;
  server = createServer((request, response) => {
    requests += 1;
    // The whole request is here before anything happens to it.
    request.resume().on('end', () => listener(request, response));
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  adapter = new SimulatorAdapter({ account: 'sim', endpoint, capabilities }, network);
  return { adapter, requests: () => requests };
};

const answering =
  (status: number, body: unknown, type = 'application/json'): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const accepted = (changes: Readonly<Record<string, unknown>> = {}) => ({
  ticketId: 't-1',
  reference: ORDER,
  status: 'received',
  ...changes,
});

/** Announces more than it sends, then cuts the connection. */
const breakOff = (_: unknown, response: ServerResponse): void => {
  const half = JSON.stringify(accepted()).slice(0, 20);
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '400' });
  response.write(half, () => response.destroy());
};

const HUGE = `{"ticketId":"t-1","reference":"${ORDER}","padding":"${'x'.repeat(1_100_000)}"}`;

describe('The outcome of handing an order over', () => {
  it.each<[string, RequestListener, DeliverOutcome['kind']]>([
    ['a ticket for our order', answering(201, accepted()), 'accepted'],
    [
      'a final no in its own words',
      answering(422, { error: { code: 'NO', message: 'no soup' } }),
      'rejected',
    ],
    ['a rate limit', answering(429, { error: { code: 'SLOW', message: 'down' } }), 'not-sent'],
    ['a no without words', answering(422, {}), 'unknown'],
    ['a fault of its own', answering(500, { error: { code: 'BUG', message: 'oops' } }), 'unknown'],
    ['a fault of somebody before it', answering(503, 'upstream went away', 'text/plain'), 'unknown'],
    ['a page for people', answering(200, '<html>Welcome</html>', 'text/html'), 'unknown'],
    ['a page for people, as created', answering(201, '<html>Welcome</html>', 'text/html'), 'unknown'],
    ['a ticket, but not as created', answering(200, accepted()), 'unknown'],
    ['JSON that ends early', answering(201, '{"ticketId":"t-1","refer'), 'unknown'],
    ['an empty body', answering(201, ''), 'unknown'],
    ['nothing that is an object', answering(201, 'null'), 'unknown'],
    ['somebody else’s order', answering(201, accepted({ reference: 'ord_2' })), 'unknown'],
    ['no ticket', answering(201, accepted({ ticketId: undefined })), 'unknown'],
    ['a ticket without a name', answering(201, accepted({ ticketId: '' })), 'unknown'],
    ['a ticket with a number for a name', answering(201, accepted({ ticketId: 7 })), 'unknown'],
    ['a ticket no row could keep', answering(201, accepted({ ticketId: 't\u0000' })), 'unknown'],
    ['a ticket with an endless name', answering(201, accepted({ ticketId: 'x'.repeat(1_000) })), 'unknown'],
    ['an error, as created', answering(201, { errors: [{ code: 'BUSY' }] }), 'unknown'],
    ['an error, as a success', answering(200, { errors: [{ code: 'BUSY' }] }), 'unknown'],
    ['more than is read', answering(201, HUGE), 'unknown'],
    ['half an answer', breakOff, 'unknown'],
    ['a connection reset', (_, response) => response.socket?.resetAndDestroy(), 'unknown'],
    ['a connection closed without a word', (_, response) => response.destroy(), 'unknown'],
  ])('is clear where the POS answers with %s', async (_, listener, kind) => {
    const pos = await posThat(listener);
    const outcome = await pos.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER);
    expect(outcome.kind).toBe(kind);
    expect(pos.requests()).toBe(1);
  });

  it('names the ticket, or the reason', async () => {
    const happy = await posThat(answering(201, accepted()));
    expect(await happy.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER)).toEqual({
      kind: 'accepted',
      ticketId: 't-1',
    });
  });

  it('keeps a reason as text that a row can hold, however it was written', async () => {
    const message = `no soup\u0000${'!'.repeat(10_000)}`;
    const pos = await posThat(answering(422, { error: { code: 'NO\u0007', message } }));
    const outcome = await pos.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER);
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    expect(outcome).toEqual({ kind: 'rejected', code: 'NO ', reason: `no soup ${'!'.repeat(492)}` });
  });

  it('is not-sent where nobody listens', async () => {
    const pos = await posThat(answering(201, accepted()));
    await new Promise(resolve => server?.close(resolve));
    expect(await pos.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER)).toEqual({
      kind: 'not-sent',
      proof: 'the POS refused the connection',
    });
    server = undefined;
  });

  it('is not-sent where the POS has no address', async () => {
    adapter = new SimulatorAdapter(
      { account: 'sim', endpoint: 'http://pos.invalid', capabilities: classic },
      systemTime,
    );
    expect(await adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER)).toMatchObject({ kind: 'not-sent' });
  });

  it('is not-sent where the time to send had passed, and nothing leaves', async () => {
    const pos = await posThat(answering(201, accepted()));
    const outcome = await pos.adapter.deliver(TICKET, ORDER, systemTime.monotonicMs() - 1, NOT_AFTER);
    expect([outcome.kind, pos.requests()]).toEqual(['not-sent', 0]);
  });

  it.each([
    ['a POS that heeds it', true, NOT_AFTER],
    ['no other', false, undefined],
  ])('is asked for under the key of the order, and with its last moment to %s', async (_, notAfter, told) => {
    const asked: IncomingHttpHeaders[] = [];
    const listener: RequestListener = (request, response) => {
      asked.push(request.headers);
      answering(201, accepted())(request, response);
    };
    const pos = await posThat(listener, systemTime, { ...classic, notAfter });
    await pos.adapter.deliver(TICKET, 'key-1', IN_TIME, NOT_AFTER);
    expect(asked).toMatchObject([{ 'idempotency-key': 'key-1', 'x-pos-account': 'sim' }]);
    expect(asked[0]?.['x-not-after']).toBe(told);
  });

  it('does not follow the POS elsewhere', async () => {
    const pos = await posThat((request, response) => {
      if (request.url === '/elsewhere') return answering(201, accepted())(request, response);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await pos.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER)).kind).toBe('unknown');
    expect(pos.requests()).toBe(1);
  });

  it.each([
    ['before the headers', 0],
    ['in the middle of the body', 10],
  ])('is unknown where the POS stalls %s', async (_, bytes) => {
    const { network, runOut } = alarmedTime();
    const pos = await posThat((_request, response) => {
      if (bytes === 0) return runOut();
      response.writeHead(201, { 'content-type': 'application/json' });
      response.write(JSON.stringify(accepted()).slice(0, bytes), runOut);
    }, network);
    const outcome = await pos.adapter.deliver(TICKET, ORDER, IN_TIME, NOT_AFTER);
    expect(outcome).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('no whole answer') as string,
    });
  });
});

describe('The outcome of having a ticket voided', () => {
  const TO_VOID = { location: 'high-street', ticketId: 't-1', reason: 'called off' };
  const voided = (changes: Readonly<Record<string, unknown>> = {}) => ({
    ticketId: 't-1',
    status: 'voided',
    ...changes,
  });
  const no = (code: string) => ({ error: { code, message: 'it stays' } });

  it.each<[string, RequestListener, VoidOutcome['kind']]>([
    ['our ticket, voided', answering(200, voided()), 'voided'],
    ['a final no in its own words', answering(409, no('TICKET_BEGUN')), 'refused'],
    ['no such ticket, in its own words', answering(404, no('TICKET_UNKNOWN')), 'refused'],
    ['a rate limit', answering(429, no('SLOW')), 'not-sent'],
    ['a no without words', answering(409, {}), 'unknown'],
    ['not found, which may be the route', answering(404, 'no page', 'text/plain'), 'unknown'],
    ['a fault of its own', answering(500, no('BUG')), 'unknown'],
    ['a fault of somebody before it', answering(503, 'upstream went away', 'text/plain'), 'unknown'],
    ['a page for people', answering(200, '<html>Welcome</html>', 'text/html'), 'unknown'],
    ['our ticket, but not voided', answering(200, voided({ status: 'received' })), 'unknown'],
    ['our ticket, voided as created', answering(201, voided()), 'unknown'],
    ['another ticket, voided', answering(200, voided({ ticketId: 't-2' })), 'unknown'],
    ['a ticket without a name', answering(200, voided({ ticketId: undefined })), 'unknown'],
    ['JSON that ends early', answering(200, '{"ticketId":"t-1","stat'), 'unknown'],
    ['an empty body', answering(200, ''), 'unknown'],
    ['more than is read', answering(200, HUGE), 'unknown'],
    ['half an answer', breakOff, 'unknown'],
    ['a connection reset', (_, response) => response.socket?.resetAndDestroy(), 'unknown'],
    ['a connection closed without a word', (_, response) => response.destroy(), 'unknown'],
  ])('is clear where the POS answers with %s', async (_, listener, kind) => {
    const pos = await posThat(listener);
    const outcome = await pos.adapter.void(TO_VOID, IN_TIME);
    expect(outcome.kind).toBe(kind);
    expect(pos.requests()).toBe(1);
  });

  it('keeps the reason of a no as text that a row can hold', async () => {
    const message = `no\u0000${'!'.repeat(10_000)}`;
    const pos = await posThat(answering(409, { error: { code: 'NO\u0007', message } }));
    const outcome = await pos.adapter.void(TO_VOID, IN_TIME);
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.reason).toMatch(/^NO : no !+$/);
    expect(outcome.reason).toHaveLength(500);
  });

  it('is not-sent where nobody listens', async () => {
    const pos = await posThat(answering(200, voided()));
    await new Promise(resolve => server?.close(resolve));
    expect(await pos.adapter.void(TO_VOID, IN_TIME)).toEqual({
      kind: 'not-sent',
      proof: 'the POS refused the connection',
    });
    server = undefined;
  });

  it('is not-sent where the time to send had passed, and nothing leaves', async () => {
    const pos = await posThat(answering(200, voided()));
    const outcome = await pos.adapter.void(TO_VOID, systemTime.monotonicMs() - 1);
    expect([outcome.kind, pos.requests()]).toEqual(['not-sent', 0]);
  });

  it('asks for the ticket by its name, whatever is in it', async () => {
    const asked: string[] = [];
    const pos = await posThat((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answering(200, voided({ ticketId: 't/1?' }))(request, response);
    });
    expect(await pos.adapter.void({ ...TO_VOID, ticketId: 't/1?' }, IN_TIME)).toEqual({ kind: 'voided' });
    expect(asked).toEqual(['POST /pos/high-street/orders/t%2F1%3F/void']);
  });

  it.each([
    ['before the headers', 0],
    ['in the middle of the body', 10],
  ])('is unknown where the POS stalls %s', async (_, bytes) => {
    const { network, runOut } = alarmedTime();
    const pos = await posThat((_request, response) => {
      if (bytes === 0) return runOut();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(JSON.stringify(voided()).slice(0, bytes), runOut);
    }, network);
    expect(await pos.adapter.void(TO_VOID, IN_TIME)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('no whole answer') as string,
    });
  });
});

describe('A look-up', () => {
  const SEEN_AT = '2031-06-02T11:46:00.000Z';
  const seen = (version: number) => ({ version, updatedAt: SEEN_AT });

  it('tells the status in the words of the house, and of several tickets finds the one that is named', async () => {
    const tickets = [
      { ticketId: 't-1', reference: ORDER, status: 'voided', ...seen(3) },
      { ticketId: 't-2', reference: ORDER, status: 'preparing', ...seen(2) },
    ];
    const pos = await posThat(answering(200, { tickets }));
    expect(await pos.adapter.find('high-street', ORDER, 't-2')).toEqual({
      kind: 'found',
      ticketId: 't-2',
      status: 'in-preparation',
      version: 2,
      at: SEEN_AT,
    });
    expect(await pos.adapter.find('high-street', ORDER, 't-3')).toEqual({ kind: 'absent' });
    expect(await pos.adapter.find('high-street', ORDER)).toMatchObject({ ticketId: 't-1' });
  });

  it('takes an order that no kitchen sees for what it is', async () => {
    const pos = await posThat(
      answering(200, { tickets: [{ ticketId: 't-1', reference: ORDER, status: 'unpaid', ...seen(0) }] }),
    );
    expect(await pos.adapter.find('high-street', ORDER)).toMatchObject({ kind: 'found', status: NOT_SHOWN });
  });

  it('is not made where the POS cannot be asked', async () => {
    const pos = await posThat(answering(200, found(ORDER)), systemTime, { ...classic, lookup: 'none' });
    expect((await pos.adapter.find('high-street', ORDER)).kind).toBe('cannot-tell');
    expect(pos.requests()).toBe(0);
  });

  /** All tickets in pages of one, the last of which leads nowhere, or back to the first. */
  const pages = (...tickets: readonly { readonly reference: string; readonly version: number }[]) => {
    const listener: RequestListener = (request, response) => {
      const asked = new URL(request.url ?? '', 'http://pos').searchParams.get('after');
      const number = asked === null ? 0 : Number(asked);
      const ticket = { ticketId: 't-1', status: 'received', ...tickets[number % tickets.length] };
      const next = number + 1 === tickets.length ? null : String(number + 1);
      answering(200, { tickets: [{ ...ticket, updatedAt: SEEN_AT }], next })(request, response);
    };
    return posThat(listener, systemTime, { ...classic, lookup: 'scan' });
  };

  it('goes through all tickets where the POS tells none by its order, and believes the newest', async () => {
    const pos = await pages(
      { reference: ORDER, version: 1 },
      { reference: 'ord_2', version: 7 },
      { reference: ORDER, version: 2 },
    );
    expect(await pos.adapter.find('high-street', ORDER)).toMatchObject({ kind: 'found', version: 2 });
    expect(pos.requests()).toBe(3);
    expect((await pos.adapter.find('high-street', 'ord_3')).kind).toBe('absent');
  });

  it('cannot tell where the tickets have no end', async () => {
    const endless = Array.from({ length: 60 }, (_, version) => ({ reference: 'ord_2', version }));
    const pos = await pages(...endless);
    expect((await pos.adapter.find('high-street', ORDER)).kind).toBe('cannot-tell');
    expect(pos.requests()).toBe(50);
  });

  const found = (reference: string) => ({
    tickets: [{ ticketId: 't-1', reference, status: 'received', ...seen(1) }],
  });

  it.each<[string, RequestListener, string]>([
    ['the ticket of our order', answering(200, found(ORDER)), 'found'],
    ['nothing', answering(200, { tickets: [] }), 'absent'],
    ['somebody else’s ticket', answering(200, found('ord_2')), 'absent'],
    ['a fault', answering(500, {}), 'cannot-tell'],
    ['not found, which may be the route', answering(404, { tickets: [] }), 'cannot-tell'],
    ['a page for people', answering(200, '<html>Welcome</html>', 'text/html'), 'cannot-tell'],
    ['no list', answering(200, {}), 'cannot-tell'],
    [
      'a ticket no row could keep',
      answering(200, { tickets: [{ ticketId: '\u0000', reference: ORDER, status: 'received', ...seen(1) }] }),
      'cannot-tell',
    ],
    ['half an answer', breakOff, 'cannot-tell'],
    ['a connection reset', (_, response) => response.socket?.resetAndDestroy(), 'cannot-tell'],
  ])('that is answered with %s is believed no further', async (_, listener, kind) => {
    const pos = await posThat(listener);
    expect((await pos.adapter.find('high-street', ORDER)).kind).toBe(kind);
  });
});

describe('A feed', () => {
  it.each([400, 410])('that answers %i to a cursor does not know it, and says so as such', async status => {
    const pos = await posThat(answering(status, { error: { code: 'CURSOR', message: 'which cursor?' } }));
    const after = pos.adapter.changes('high-street', { kind: 'after', cursor: 'c' });
    await expect(after).rejects.toBeInstanceOf(CursorRefused);
    const anew = pos.adapter.changes('high-street', { kind: 'beginning' });
    await expect(anew).rejects.not.toBeInstanceOf(CursorRefused);
  });

  it('that does not answer with a page is refused', async () => {
    const pos = await posThat(answering(200, '<html>Welcome</html>', 'text/html'));
    await expect(pos.adapter.changes('high-street', { kind: 'beginning' })).rejects.toThrow();
    await pos.adapter.close();
    server?.close();
    const broken = await posThat(answering(502, '<changes next="1" more="false"/>', 'application/xml'));
    const from = { kind: 'after', cursor: 'c' } as const;
    await expect(broken.adapter.changes('high-street', from)).rejects.toThrow('answered 502');
  });
});
