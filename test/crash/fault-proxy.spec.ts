import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FaultProxy } from '../equipment/fault-proxy.js';
import { waitFor } from '../equipment/wait-for.js';

describe('The fault proxy', () => {
  let server: Server;
  let proxy: FaultProxy;
  let heard = '';
  const sockets: Socket[] = [];

  /** A server that answers each chunk with the same in capitals. */
  beforeEach(async () => {
    heard = '';
    server = createServer(socket => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', bytes => {
        heard += bytes.toString();
        socket.write(bytes.toString().toUpperCase());
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    proxy = await FaultProxy.before(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });

  const client = async () => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    sockets.push(socket);
    const told = { text: '', ended: '' };
    socket.on('data', bytes => (told.text += bytes.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => (told.ended = error.code ?? 'error'));
    socket.on('close', () => (told.ended ||= 'closed'));
    return { say: (text: string) => void socket.write(text), told };
  };
  const reaches = (fact: () => boolean, what: string) => waitFor(fact, { what, withinMs: 5_000 });

  it('passes everything on as long as nobody tells it otherwise', async () => {
    const { say, told } = await client();
    say('hello');
    await reaches(() => told.text === 'HELLO', 'the answer');
  });

  it('swallows only what comes back, and cuts that connection when it heals', async () => {
    const { say, told } = await client();
    say('a');
    await reaches(() => told.text === 'A', 'the first answer');
    proxy.treat('responses', 'swallow');
    say('b');
    await reaches(() => proxy.swallowed === 1, 'the second answer to vanish');
    expect({ heard, text: told.text, ended: told.ended }).toEqual({ heard: 'ab', text: 'A', ended: '' });
    proxy.heal();
    await reaches(() => told.ended !== '', 'the end');
    const next = await client();
    next.say('c');
    await reaches(() => next.told.text === 'C', 'an answer on a new connection');
  });

  it('swallows only what goes out', async () => {
    proxy.treat('requests', 'swallow');
    const { say, told } = await client();
    say('abc');
    await reaches(() => proxy.swallowed === 3, 'the request to vanish');
    expect([heard, told.text]).toEqual(['', '']);
  });

  it('lets bytes wait and delivers them when it heals', async () => {
    const { say, told } = await client();
    say('a');
    await reaches(() => told.text === 'A', 'the first answer');
    proxy.treat('responses', 'stall');
    say('b');
    await reaches(() => heard === 'ab', 'the request');
    proxy.heal();
    await reaches(() => told.text === 'AB', 'the answer');
    expect(proxy.swallowed).toBe(0);
  });

  it('is late by as much as it is told', async () => {
    proxy.treat('responses', { latencyMs: 80 });
    const { say, told } = await client();
    const saidAt = performance.now();
    say('a');
    await reaches(() => told.text === 'A', 'the answer');
    expect(performance.now() - saidAt).toBeGreaterThanOrEqual(79);
  });

  it.each([
    ['cut', 'closed'],
    ['reset', 'ECONNRESET'],
  ] as const)('does to the connection of a request what it is told: %s', async (how, ended) => {
    const { say, told } = await client();
    const other = await client();
    proxy.atRequest('fatal', connection => connection.end(how));
    say('harmless');
    await reaches(() => told.text === 'HARMLESS', 'the answer');
    say('fatal');
    await reaches(() => told.ended !== '', 'the end');
    expect(told.ended).toBe(ended);
    other.say('still here');
    await reaches(() => other.told.text === 'STILL HERE', 'the other connection to be served');
    expect(heard).toBe('harmlessstill here');
  });
});
