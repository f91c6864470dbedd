import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startProgram, type Program } from '../equipment/child-process.js';
import { temporaryFolder } from '../equipment/temporary-folder.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { waitFor } from '../equipment/wait-for.js';

const START_WITHIN_MS = 40_000;
const databases: TestDatabase[] = [];

const demo = (dataDir: string, ...more: readonly string[]): Program =>
  startProgram('src/cli/main', {
    args: [
      ...['demo', '--data-dir', dataDir, '--port', '0', '--pos-port', '0', '--pos-admin-port', '0'],
      ...['--speed', '600', '--orders-per-minute', '120', ...more],
    ],
    env: { DATABASE_URL: undefined, PORT: undefined, CLOCK_SPEED: undefined, DATA_DIR: undefined },
  });

const newDatabase = async (): Promise<string> => {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
};

/** The server and the simulator, as the demo keeps them beside its data. */
const childrenOf = (dataDir: string): number[] => {
  const file = readFileSync(join(dataDir, 'processes.json'), 'utf8');
  return (JSON.parse(file) as { children: { pid: number }[] }).children.map(({ pid }) => pid);
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const isAnswering = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

afterAll(async () => {
  await Promise.all(databases.map(database => database.drop()));
});

describe('rushline demo', () => {
  it('follows an order until it is collected, stops without a trace, and goes on with the same log', async () => {
    const dataDir = temporaryFolder();
    const first = demo(dataDir);
    const collected = await first.line(/→ collected$/, START_WITHIN_MS);
    expect(collected).toMatch(
      /^\d\d:\d\d {2}\w[\w ]+ {2}ord_….{4} {2}held \d\d:\d\d → confirmed → .*collected$/,
    );
    const ledger = (await first.line(/kitchen's ledger/)).trim().split(/\s+/).at(-1) ?? '';
    expect(await (await fetch(ledger)).json()).toMatchObject({ duplicate: 0 });
    const availability = await first.line(/can promise/);
    const children = childrenOf(dataDir);
    expect(children.filter(isRunning)).toHaveLength(2);

    expect(await first.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(children.filter(isRunning)).toEqual([]);
    expect(() => readFileSync(join(dataDir, 'postgres', 'postmaster.pid'))).toThrow('ENOENT');

    const second = demo(dataDir, '--no-traffic');
    const known = await second.line(/^going on/, START_WITHIN_MS);
    expect(known).toMatch(/^going on with the log of an earlier run: 5 stores, [1-9]\d* orders and holds$/);
    const storeId = /sto_\w+/.exec(availability)?.[0] ?? 'none';
    expect(await second.line(/can promise/)).toContain(storeId);
    expect(await second.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('says in one line that its port is taken, and leaves nothing running', async () => {
    const dataDir = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const program = demo(dataDir, '--database-url', await newDatabase(), '--port', port);
    expect(await program.ended(START_WITHIN_MS)).toEqual({ code: 1, signal: null });
    const [greeting, complaint, ...rest] = program.output.trim().split('\n');
    expect(greeting).toMatch(/^starting /);
    expect(complaint).toMatch(
      /^rushline: the server cannot start: .*EADDRINUSE.*: stop what listens there, or set PORT/,
    );
    expect(rest).toEqual([]);
    expect(childrenOf(dataDir).filter(isRunning)).toEqual([]);
    other.close();
  });

  it('takes its children along when it is killed', async () => {
    const dataDir = temporaryFolder();
    const program = demo(dataDir, '--database-url', await newDatabase(), '--no-traffic');
    const docs = (await program.line(/API docs/, START_WITHIN_MS)).trim().split(/\s+/).at(-1) ?? '';
    expect(await isAnswering(docs)).toBe(true);
    const children = childrenOf(dataDir);
    await program.kill();
    await waitFor(() => !children.some(isRunning), { what: 'the end of the server and the simulator' });
    expect(await isAnswering(docs)).toBe(false);
  });

  it('starts a killed server again, and ends when the simulator is gone', async () => {
    const dataDir = temporaryFolder();
    const program = demo(dataDir, '--database-url', await newDatabase(), '--no-traffic');
    await program.line(/API docs/, START_WITHIN_MS);
    const [simulator = 0, server = 0] = childrenOf(dataDir);
    process.kill(server, 'SIGKILL');
    await program.line(/^the server is back/, START_WITHIN_MS);
    process.kill(simulator, 'SIGKILL');
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(
      /^rushline: the POS simulator is gone: it was ended by SIGKILL; start it again/m,
    );
    expect(childrenOf(dataDir).filter(isRunning)).toEqual([]);
  });
});
