import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemTime } from '../../platform/clock/index.js';
import { causeOf, SystemError } from './system-error.js';

/** A process by its number and what it runs: a number that is used again runs something else. */
interface Known {
  readonly pid: number;
  readonly commandLine: string;
}

interface Family {
  readonly parent: Known;
  readonly children: readonly Known[];
}

const FILE = 'processes.json';
/** An orphan stops by itself as soon as it notices; one that still waits for something is killed, as its parent was. */
const GONE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** Keeps, beside the data, which processes work on it: a next start after `kill -9` finds them by it. */
export const rememberProcesses = (dataDir: string, pids: readonly number[]): void => {
  const family: Family = { parent: known(process.pid), children: pids.map(known) };
  const file = join(dataDir, FILE);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(family)}\n`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new SystemError(
      `the data folder ${dataDir} cannot be used (${causeOf(error)}): make it writable for this user, or choose another`,
    );
  }
};

/** Waits until the children of a parent that is gone are gone too: they hold the ports and the folders of this start. */
export const outliveOrphans = async (dataDir: string, log: (line: string) => void): Promise<void> => {
  const family = remembered(dataDir);
  if (family === undefined || (family.parent.pid !== process.pid && isThere(family.parent))) return;
  const orphans = family.children.filter(isThere);
  for (const { pid } of orphans) log(`stopping process ${pid}, left by a Rushline that is gone`);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    orphans.filter(isThere).forEach(({ pid }) => send(pid, signal));
    const deadline = systemTime.monotonicMs() + GONE_WITHIN_MS;
    while (orphans.some(isThere) && systemTime.monotonicMs() < deadline) {
      await systemTime.sleep(LOOK_EVERY_MS);
    }
  }
};

const remembered = (dataDir: string): Family | undefined => {
  try {
    return JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as Family;
  } catch {
    return undefined;
  }
};

const known = (pid: number): Known => ({ pid, commandLine: commandLineOf(pid) });
const isThere = ({ pid, commandLine }: Known): boolean =>
  commandLine !== '' && commandLineOf(pid) === commandLine;

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone by now, or another user's: what it holds is said when this start wants it.
  }
};

/** Empty for a process that is gone (a zombie is), or where the system does not tell. */
const commandLineOf = (pid: number): string => {
  try {
    const file = `/proc/${pid}/cmdline`;
    if (process.platform === 'linux') return readFileSync(file, 'utf8').replaceAll('\0', ' ').trim();
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
};
