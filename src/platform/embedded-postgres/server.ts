import { spawn } from 'node:child_process';
import { chown, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemTime } from '../clock/index.js';
import type { DataPlace } from './data-place.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isRunning } from './os-process.js';
import { runningPostmaster, type Postmaster } from './postmaster.js';
import type { Programs } from './programs.js';
import { childOptions, runProgram } from './run-program.js';
import { serverSettings } from './settings.js';

/** How one attempt to start ended. `held`: a server that is just ending still has the folder. */
export type Launch =
  | { readonly outcome: 'ready' }
  | { readonly outcome: 'held' | 'port taken' | 'failed'; readonly reason: string };

const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 20;
const STOP_WITHIN_S = { fast: 20, immediate: 10 } as const;
/** `pg_ctl` returns when the server has removed its file; the process ends right after. */
const GONE_WITHIN_MS = 5_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** PostgreSQL's server process over one cluster. */
export class Server {
  private readonly logFile: string;

  constructor(
    readonly cluster: string,
    private readonly place: DataPlace,
    private readonly programs: Programs,
  ) {
    this.logFile = join(place.folder, 'postgres.log');
  }

  running(): Postmaster | undefined {
    return runningPostmaster(this.cluster);
  }

  /**
   * Starts the server in a session of its own: Ctrl-C goes to every process of the terminal, and the server must
   * not end before this program has closed its connections. Nothing of it keeps this program's event loop alive.
   */
  async launch(port: number): Promise<Launch> {
    const log = await this.openLog();
    const logged = (await log.stat()).size;
    let ended: string | undefined;
    try {
      const child = spawn(this.programs.path('postgres'), ['-D', this.cluster, ...serverSettings(port)], {
        ...childOptions(this.place.account),
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      child.once('error', error => (ended = error.message));
      child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
      child.unref();
    } finally {
      await log.close();
    }
    const deadline = systemTime.monotonicMs() + READY_WITHIN_MS;
    while (ended === undefined && systemTime.monotonicMs() < deadline) {
      const postmaster = this.running();
      if (postmaster?.isReady === true && postmaster.port === port) return { outcome: 'ready' };
      await systemTime.sleep(LOOK_EVERY_MS);
    }
    return failure(
      (await this.complaint(logged)) ?? ended ?? `it was not ready within ${READY_WITHIN_MS} ms`,
    );
  }

  /** Asks it to end its connections and stop; when it does not in time, ends it as a crash would. */
  async stop(): Promise<void> {
    for (const mode of ['fast', 'immediate'] as const) {
      const postmaster = this.running();
      if (postmaster === undefined) return;
      const seconds = STOP_WITHIN_S[mode];
      const args = ['stop', '-D', this.cluster, '-m', mode, '-w', '-s', '-t', String(seconds)];
      const withinMs = (seconds + 5) * 1000;
      await runProgram(this.programs.path('pg_ctl'), args, {
        account: this.place.account,
        withinMs,
        detached: true,
      });
      if (await isGone(postmaster.pid)) return;
    }
    const pid = this.running()?.pid;
    if (pid === undefined) return;
    throw new EmbeddedPostgresError(
      `PostgreSQL (process ${pid}) of ${this.cluster} does not stop: end it by hand`,
    );
  }

  /** The last resort of a program that exits without having stopped the server; nothing asynchronous runs then. */
  endNow(): void {
    const postmaster = this.running();
    if (postmaster === undefined) return;
    try {
      process.kill(postmaster.pid, 'SIGINT');
    } catch {
      // It has ended by itself, or is another user's: the next start finds out.
    }
  }

  private async openLog() {
    const size = await stat(this.logFile).then(
      found => found.size,
      () => 0,
    );
    if (size > LOG_LIMIT_BYTES) await rename(this.logFile, `${this.logFile}.old`);
    const log = await open(this.logFile, 'a', 0o600);
    const { account } = this.place;
    if (account !== undefined) await chown(this.logFile, account.uid, account.gid);
    return log;
  }

  /** The fatal lines that were logged after the first `offset` bytes. */
  private async complaint(offset: number): Promise<string | undefined> {
    const log = await open(this.logFile, 'r');
    try {
      const { buffer, bytesRead } = await log.read(Buffer.alloc(65_536), 0, 65_536, offset);
      const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
      const fatal = lines.filter(line => /(FATAL|PANIC|ERROR|could not bind|error while loading)/.test(line));
      return fatal.length === 0 ? undefined : fatal.join(' ');
    } finally {
      await log.close();
    }
  }
}

const failure = (reason: string): Launch => {
  if (/postmaster\.pid|shared memory block/.test(reason)) return { outcome: 'held', reason };
  return { outcome: /could not bind|TCP\/IP sockets/.test(reason) ? 'port taken' : 'failed', reason };
};

const isGone = async (pid: number): Promise<boolean> => {
  const deadline = systemTime.monotonicMs() + GONE_WITHIN_MS;
  while (isRunning(pid)) {
    if (systemTime.monotonicMs() > deadline) return false;
    await systemTime.sleep(LOOK_EVERY_MS);
  }
  return true;
};
