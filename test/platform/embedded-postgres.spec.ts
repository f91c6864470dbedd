import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { startProgram, type Program, type ProgramOptions } from '../equipment/child-process.js';
import { removeAfterwards, temporaryFolder } from '../equipment/temporary-folder.js';
import { waitFor } from '../equipment/wait-for.js';

interface Started {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
}

const isRoot = process.getuid?.() === 0;
const dataDirs = new Set<string>();

/** Starts a program that holds an embedded PostgreSQL until its input is closed. */
const holder = (dataDir: string, port?: number, options: ProgramOptions = {}): Program => {
  dataDirs.add(dataDir);
  const args = port === undefined ? [dataDir] : [dataDir, String(port)];
  return startProgram('test/programs/embedded-postgres-holder', { ...options, args });
};

const hold = async (...args: Parameters<typeof holder>): Promise<{ program: Program; postgres: Started }> => {
  const program = holder(...args);
  const postgres = await program.message<Started>('url');
  dataDirs.add(postgres.dataDir);
  return { program, postgres };
};

const refusalOf = async (program: Program): Promise<string> => {
  const { error } = await program.message<{ error: string }>('error');
  expect(await program.ended()).toEqual({ code: 1, signal: null });
  expect(error).not.toContain('\n');
  return error;
};

const letGo = async (program: Program): Promise<void> => {
  program.closeInput();
  expect(await program.ended()).toEqual({ code: 0, signal: null });
};

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const writeNote = (url: string): Promise<unknown> =>
  query(url, "CREATE TABLE note AS SELECT 'kept'::text AS text");
const noteIn = async (url: string): Promise<unknown> => (await query(url, 'SELECT text FROM note'))[0]?.text;

const serverOf = (dataDir: string): number | undefined => {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).stdout[0] !== 'Z';
  } catch {
    return false;
  }
};

const killServer = (dataDir: string): number => {
  const pid = serverOf(dataDir) ?? 0;
  expect(pid).toBeGreaterThan(1);
  process.kill(pid, 'SIGKILL');
  return pid;
};

const logOf = (program: Program): string => JSON.stringify(program.messages);

const listen = async (port: number): Promise<{ port: number; close: () => void }> => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
};

const leftOut = (why: string): void =>
  void process.stdout.write(`left out, ${why}: ${expect.getState().currentTestName}\n`);

/** Runs after the programs were ended: what a failed test left running ends with it. */
afterEach(async () => {
  for (const dataDir of dataDirs) {
    const pid = serverOf(dataDir);
    if (pid === undefined || !isAlive(pid)) continue;
    process.kill(pid, 'SIGQUIT');
    await waitFor(() => !isAlive(pid), { what: `the end of the server of ${dataDir}` });
  }
  dataDirs.clear();
});

describe('The embedded PostgreSQL, starting and stopping', () => {
  it('makes a durable UTF-8 database in an empty folder, open to its password alone', async () => {
    const folder = join(temporaryFolder(), 'not', 'made yet');
    const { program, postgres } = await hold(folder);

    const settings = await query(
      postgres.url,
      `SELECT current_database() AS database, current_user AS user, current_setting('server_encoding') AS encoding,
         current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
         current_setting('max_connections') AS connections, current_setting('listen_addresses') AS listens`,
    );
    expect(settings).toEqual([
      {
        database: 'rushline',
        user: 'rushline',
        encoding: 'UTF8',
        fsync: 'on',
        commit: 'on',
        connections: '100',
        listens: '127.0.0.1',
      },
    ]);
    expect(statSync(join(folder, 'postgres-password')).mode & 0o777).toBe(0o600);
    const guess = new URL(postgres.url);
    guess.password = 'guess';
    await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);

    await letGo(program);
    expect(serverOf(folder)).toBeUndefined();
  });

  it('goes on with its data, its port and its password after a stop', async () => {
    const folder = temporaryFolder();
    const first = await hold(folder);
    await writeNote(first.postgres.url);
    await letGo(first.program);

    const second = await hold(folder);
    expect(second.postgres).toEqual(first.postgres);
    expect(await noteIn(second.postgres.url)).toBe('kept');
  });

  it('is not reached by a Ctrl-C in the terminal, and does not keep its program alive', async () => {
    const folder = temporaryFolder();
    const { program } = await hold(folder);
    const groupOf = (pid: number): string =>
      execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' });
    expect(groupOf(serverOf(folder)!)).not.toBe(groupOf(program.pid));
    await letGo(program);

    const forgetful = await hold(folder, undefined, { env: { FORGET: 'yes' } });
    expect(await forgetful.program.ended()).toEqual({ code: 0, signal: null });
    await waitFor(() => serverOf(folder) === undefined, { what: 'the end of the server its program forgot' });
  });

  it('refuses a second program while the first one lives, and names it', async () => {
    const folder = temporaryFolder();
    const { program, postgres } = await hold(folder);

    const error = await refusalOf(holder(folder));
    expect(error).toContain(`process ${program.pid} is already using the data folder`);
    expect(error).toContain('DATABASE_URL');
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets one of two programs that start at the same moment have the folder', async () => {
    const folder = temporaryFolder();
    const programs = [holder(folder), holder(folder)];
    const told = await Promise.all(
      programs.map(program =>
        waitFor(() => program.messages.find(line => 'url' in line || 'error' in line), { what: 'an answer' }),
      ),
    );
    expect(told.filter(line => 'url' in line)).toHaveLength(1);
    expect(told.find(line => 'error' in line)).toHaveProperty(
      'error',
      expect.stringContaining('already using'),
    );
  });
});

describe('The embedded PostgreSQL, after a violent end', () => {
  it('takes over the server of a killed program, and stops it in the end', async () => {
    const folder = temporaryFolder();
    const killed = await hold(folder);
    await writeNote(killed.postgres.url);
    const server = serverOf(folder);
    await killed.program.kill();
    expect(isAlive(server!)).toBe(true);

    const heir = await hold(folder);
    expect(serverOf(folder)).toBe(server);
    expect(logOf(heir.program)).toContain(`took over PostgreSQL (process ${server}`);
    expect(await noteIn(heir.postgres.url)).toBe('kept');
    await letGo(heir.program);
    expect(isAlive(server!)).toBe(false);
  });

  it('starts a left-behind server again when another port is asked for', async () => {
    const folder = temporaryFolder();
    const killed = await hold(folder);
    await killed.program.kill();
    const { port, close } = await listen(0);
    close();

    const heir = await hold(folder, port);
    expect(heir.postgres.port).toBe(port);
  });

  it('recovers what was committed when the server was killed', async () => {
    const folder = temporaryFolder();
    const first = await hold(folder);
    await writeNote(first.postgres.url);
    const killed = killServer(folder);
    await letGo(first.program);

    const second = await hold(folder);
    expect(serverOf(folder)).not.toBe(killed);
    expect(await noteIn(second.postgres.url)).toBe('kept');
  });

  it('recovers what was committed when program and server were killed together', async () => {
    const folder = temporaryFolder();
    const first = await hold(folder);
    await writeNote(first.postgres.url);
    const ended = first.program.kill();
    killServer(folder);
    await ended;

    const second = await hold(folder);
    expect(await noteIn(second.postgres.url)).toBe('kept');
  });

  it('begins anew when it was killed while it made the database', async () => {
    const folder = temporaryFolder();
    const drafts = (): string[] => readdirSync(folder).filter(name => name.startsWith('postgres.making-'));
    const killed = holder(folder);
    await waitFor(() => drafts().some(name => readdirSync(join(folder, name)).includes('postgres')), {
      what: 'a half-made database',
    });
    await killed.kill();
    expect(drafts()).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('postgres');

    const { postgres } = await hold(folder);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(drafts()).toEqual([]);
  });

  it('takes the folder from an owner file that names nobody, or a process that is somebody else by now', async () => {
    const folder = temporaryFolder();
    for (const left of ['', `{"pid":${process.pid},"birth":"another life"}`]) {
      writeFileSync(join(folder, 'postgres-owner.json'), left);
      const { program } = await hold(folder);
      await letGo(program);
      expect(readdirSync(folder)).not.toContain('postgres-owner.json');
    }
  });
});

describe('The embedded PostgreSQL, when it cannot have what it needs', () => {
  it('refuses a port that was asked for and is taken', async () => {
    const other = await listen(0);
    expect(await refusalOf(holder(temporaryFolder(), other.port))).toMatch(
      new RegExp(
        `port ${other.port} cannot be used for PostgreSQL \\(EADDRINUSE\\): stop the program that has it`,
      ),
    );
    other.close();
  });

  it('takes another port when only the kept one is taken', async () => {
    const folder = temporaryFolder();
    const first = await hold(folder);
    await letGo(first.program);

    const other = await listen(first.postgres.port);
    const second = await hold(folder);
    expect(second.postgres.port).not.toBe(other.port);
    other.close();
  });

  it('says in one line that the folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const error = await refusalOf(holder(join(file, 'data')));
    expect(error).toMatch(
      /the data folder .* cannot be used \(ENOTDIR.*\): remove the file that is in its way/,
    );
  });

  it('leaves data of another PostgreSQL version alone', async () => {
    const folder = temporaryFolder();
    const { program } = await hold(folder);
    await letGo(program);
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '12\n');

    expect(await refusalOf(holder(folder))).toMatch(
      /was made by PostgreSQL 12, and this is PostgreSQL \d+: run the/,
    );
    expect(readdirSync(folder)).not.toContain('postgres-owner.json');
  });

  it('leaves a folder alone that holds something else', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'postgres', 'holiday.jpg'), '');

    expect(await refusalOf(holder(folder))).toMatch(
      /holds something that is not a whole PostgreSQL database/,
    );
    expect(readdirSync(join(folder, 'postgres'))).toEqual(['holiday.jpg']);
  });

  it('says which file is missing when the password is gone', async () => {
    const folder = temporaryFolder();
    const { program } = await hold(folder);
    await letGo(program);
    writeFileSync(join(folder, 'postgres-password'), '');

    expect(await refusalOf(holder(folder))).toMatch(/postgres-password is gone.*put the file back/);
  });
});

describe('The embedded PostgreSQL and the users of the system', () => {
  const nobody = { uid: idOf('-u'), gid: idOf('-g') };

  it('keeps the data of root where its PostgreSQL can reach it', async () => {
    if (!isRoot) return leftOut('not running as root');
    const closed = temporaryFolder();
    chmodSync(closed, 0o700);
    const folder = join(closed, 'data');
    const first = await hold(folder);
    removeAfterwards(first.postgres.dataDir);
    expect(first.postgres.dataDir).toMatch(/^\/var\/lib\/rushline\/[0-9a-f]+-[0-9a-f]+$/);
    expect(logOf(first.program)).toContain(`its data is kept in ${first.postgres.dataDir}`);
    await writeNote(first.postgres.url);
    await letGo(first.program);

    const second = await hold(folder);
    expect(second.postgres).toEqual(first.postgres);
    expect(await noteIn(second.postgres.url)).toBe('kept');
  });

  it('works for a user without any privileges', async () => {
    if (!isRoot) return leftOut('not running as root, so every other test shows it');
    if (!reaches(process.cwd())) return leftOut('this folder is closed to other users');
    const folder = temporaryFolder();
    chownSync(folder, nobody.uid, nobody.gid);
    const { program, postgres } = await hold(folder, undefined, nobody);
    expect(postgres.dataDir).toBe(folder);
    expect(statSync(join(folder, 'postgres')).uid).toBe(nobody.uid);
    await writeNote(postgres.url);
    await letGo(program);

    const asRoot = await hold(folder);
    expect(await noteIn(asRoot.postgres.url)).toBe('kept');
    await letGo(asRoot.program);
    const again = await hold(folder, undefined, nobody);
    expect(await noteIn(again.postgres.url)).toBe('kept');
  });

  it('says in one line that the folder is not writable', async () => {
    if (!isRoot) return leftOut('not running as root, which makes the other user');
    if (!reaches(process.cwd())) return leftOut('this folder is closed to other users');
    const error = await refusalOf(holder(temporaryFolder(), undefined, nobody));
    expect(error).toMatch(/the data folder .* cannot be used \(EACCES.*\): make it writable for this user/);
  });

  function idOf(flag: string): number {
    return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  }

  function reaches(folder: string): boolean {
    return (
      spawnSync('/bin/sh', ['-c', 'cd -- "$1" && test -r package.json', 'sh', folder], nobody).status === 0
    );
  }
});
