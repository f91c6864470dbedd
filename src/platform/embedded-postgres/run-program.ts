import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { systemTime } from '../clock/index.js';

/** The user of the operating system that PostgreSQL's programs run as. */
export interface OsAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Why it is not ok: the last line it wrote to stderr, or what the system said. */
  readonly reason: string;
  readonly error: Error | undefined;
}

interface ProgramOptions {
  readonly account: OsAccount | undefined;
  readonly withinMs: number;
  /** Started in a session of its own, so that Ctrl-C in the terminal does not reach it. */
  readonly detached?: boolean;
}

const KEPT_OUTPUT_CHARS = 65_536;

/**
 * How PostgreSQL's programs are started: as the given account, and without this program's variables, because
 * PGPORT, PGDATA or a locale set for something else would change what they do.
 */
export const childOptions = (account: OsAccount | undefined): SpawnOptions => {
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const kept = Object.entries({ PATH, SystemRoot, TEMP, TMPDIR }).filter(([, value]) => value !== undefined);
  return {
    cwd: '/',
    windowsHide: true,
    env: { ...Object.fromEntries(kept), LC_ALL: 'C' },
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  };
};

/** Runs a program to its end, or kills it after `withinMs`. It never rejects: a failure is a result. */
export const runProgram = (
  file: string,
  args: readonly string[],
  { account, withinMs, detached = false }: ProgramOptions,
): Promise<ProgramResult> => {
  let child: ChildProcess;
  try {
    child = spawn(file, [...args], { ...childOptions(account), detached, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return Promise.resolve(failed(error instanceof Error ? error : new Error(String(error))));
  }
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const cancel = systemTime.after(withinMs, () => child.kill('SIGKILL'));
  return new Promise<ProgramResult>(resolve => {
    child.once('error', error => resolve(failed(error)));
    child.once('close', (code, signal) => {
      const told = lastLine(stderr()) ?? (signal === null ? `exit code ${code}` : `ended by ${signal}`);
      resolve({ ok: code === 0, stdout: stdout(), reason: told, error: undefined });
    });
  }).finally(cancel);
};

const failed = (error: Error): ProgramResult => ({ ok: false, stdout: '', reason: error.message, error });

const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_OUTPUT_CHARS);
  });
  return () => text;
};

const lastLine = (text: string): string | undefined =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.includes('removing '))
    .at(-1);
