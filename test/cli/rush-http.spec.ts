import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { codeOf, HttpApi, Unanswered } from '../../src/cli/rush/http-api.js';
import { systemTime } from '../../src/platform/clock/index.js';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const json =
  (status: number, body: object): Reply =>
  (_, response) =>
    void response.writeHead(status, { 'rushline-position': 'log:7' }).end(JSON.stringify(body));

const hangUp: Reply = request => void request.socket.destroy();

/** A server that gives these replies one after another, the last one for ever, and an API that asks it. */
const apiOver = async (replies: readonly [Reply, ...Reply[]], stop = new AbortController()) => {
  const keys: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    const reply = replies[Math.min(keys.length, replies.length - 1)];
    keys.push(request.headers['idempotency-key']?.toString());
    request.resume().once('end', () => reply?.(request, response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const api = new HttpApi(() => `http://127.0.0.1:${port}`, systemTime, stop.signal);
  closing.push(
    () => api.close(),
    () => new Promise(resolve => server.close(resolve)),
  );
  return { api, keys };
};

const POST = { method: 'POST', path: '/orders', body: {}, key: 'k-1', route: 'confirm' } as const;

describe('the HTTP of a rush', () => {
  it('sends what was lost again with the same key, and counts it', async () => {
    const { api, keys } = await apiOver([
      hangUp,
      json(503, { code: 'BUSY' }),
      json(409, { code: 'CONFLICT' }),
      json(200, { done: 1 }),
    ]);
    expect(await api.ask(POST)).toEqual({ status: 200, body: { done: 1 }, position: 'log:7' });
    expect(keys).toEqual(['k-1', 'k-1', 'k-1', 'k-1']);
    expect(api.retries).toBe(3);
    expect(api.tookMs.get('confirm')).toHaveLength(1);
  });

  it('takes a refusal for an answer', async () => {
    const { api, keys } = await apiOver([json(409, { code: 'SLOT_FULL', limit: 'orders' })]);
    const { status, body } = await api.ask(POST);
    expect([status, codeOf(body)]).toEqual([409, 'SLOT_FULL']);
    expect(keys).toHaveLength(1);
  });

  it('asks once only when it is told so, and no more when the rush is to stop', async () => {
    const { api, keys } = await apiOver([hangUp]);
    await expect(api.ask({ path: '/health/ready', retry: false })).rejects.toBeInstanceOf(Unanswered);
    expect(keys).toHaveLength(1);
    const stopped = new AbortController();
    const stopping = await apiOver(
      [
        (request, response) => {
          stopped.abort();
          hangUp(request, response);
        },
      ],
      stopped,
    );
    await expect(stopping.api.ask(POST)).rejects.toBeInstanceOf(Unanswered);
    expect(stopping.keys).toHaveLength(1);
  });
});
