import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import {
  requestJson,
  startSystem,
  type RunningSystem,
  type SystemOptions,
} from '../../src/cli/system/index.js';
import { temporaryFolder } from '../equipment/temporary-folder.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { waitFor } from '../equipment/wait-for.js';

const running: RunningSystem[] = [];
const databases: TestDatabase[] = [];

/** A system on a database and a data folder of its own, unless it is given others. */
const started = async (changes: Partial<SystemOptions> = {}): Promise<RunningSystem> => {
  const system = await startSystem({
    dataDir: changes.dataDir ?? temporaryFolder(),
    databaseUrl: changes.databaseUrl ?? (await newDatabase()),
    serverLog: () => undefined,
    stopSignal: new AbortController().signal,
    ...changes,
  });
  running.push(system);
  return system;
};

const newDatabase = async (): Promise<string> => {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
};

const segmentAt = async (url: string): Promise<unknown> =>
  ((await requestJson(url)).body as { segment: unknown }).segment;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const listeningAt = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

afterEach(async () => {
  await Promise.all(running.splice(0).map(system => system.stop()));
  await Promise.all(databases.splice(0).map(database => database.drop()));
});

describe('startSystem', () => {
  it('shows one business clock in the server and in the simulator, even one that begins in the past', async () => {
    const system = await started({ clockSpeed: 60, clockStart: '2019-01-05T10:00:00.000Z' });
    const segment = await segmentAt(`${system.serverUrl}/ops/clock`);
    expect(segment).toMatchObject({
      number: 1,
      speed: 60,
      virtualEpochMs: Date.parse('2019-01-05T10:00:00.000Z'),
    });
    expect(await segmentAt(`${system.posAdminUrl}/admin/clock`)).toEqual(segment);
  });

  it('tells that the server was killed, and starts it again at the same address', async () => {
    const system = await started();
    const { serverUrl, serverPid } = system;
    const ends: string[] = [];
    system.onUnexpectedEnd(({ part, why }) => ends.push(`${part}: ${why}`));
    process.kill(serverPid, 'SIGKILL');
    await waitFor(() => ends.length > 0, { what: 'the news of its end' });
    expect(ends).toEqual(['server: the server is gone: it was ended by SIGKILL']);
    await system.restartServer();
    expect(system.serverUrl).toBe(serverUrl);
    expect(system.serverPid).not.toBe(serverPid);
    expect((await requestJson(`${serverUrl}/health/live`)).status).toBe(200);
    await system.stop();
    expect(isRunning(system.serverPid)).toBe(false);
    expect(ends).toHaveLength(1);
  });

  it('keeps the address and the clock of the simulator with its data', async () => {
    const options = { dataDir: temporaryFolder(), databaseUrl: await newDatabase(), clockSpeed: 30 };
    const first = await started(options);
    const before = await segmentAt(`${first.posAdminUrl}/admin/clock`);
    await first.stop();
    const second = await started(options);
    expect(second.posUrl).toBe(first.posUrl);
    expect(await segmentAt(`${second.posAdminUrl}/admin/clock`)).toEqual(before);
    await second.stop();
    const other = await listeningAt(Number(new URL(first.posUrl).port));
    await expect(started(options)).rejects.toThrow(
      /^port \d+, at which earlier orders know their POS, is taken: stop the program that has it, or choose/,
    );
    other.close();
  });

  it('says in one line why the server does not start, and leaves nothing running', async () => {
    const lines: string[] = [];
    const failing = started({
      databaseUrl: 'postgresql://nobody@127.0.0.1:1/nothing',
      serverLog: line => lines.push(line),
    });
    await expect(failing).rejects.toThrow(
      /^the server cannot start: PostgreSQL does not answer .*DATABASE_URL$/,
    );
    const { admin } = JSON.parse(lines.find(line => line.startsWith('{"pos"')) ?? '') as { admin: string };
    await expect(requestJson(`${admin}/admin/health`)).rejects.toThrow('ECONNREFUSED');
  });

  it('ends a start that is told to stop, with everything it had started', async () => {
    const told = new AbortController();
    const lines: string[] = [];
    const interrupted = started({
      stopSignal: told.signal,
      serverLog: line => {
        lines.push(line);
        told.abort();
      },
    });
    await expect(interrupted).rejects.toThrow('told to stop before everything was running');
    const { admin } = JSON.parse(lines.find(line => line.startsWith('{"pos"')) ?? '') as { admin: string };
    await expect(requestJson(`${admin}/admin/health`)).rejects.toThrow('ECONNREFUSED');
  });
});
