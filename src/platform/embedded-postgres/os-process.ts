import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codeOf } from './embedded-postgres-error.js';

/**
 * What the system says about a process. The fields are read synchronously because the last question about the
 * server is asked while this program exits, when nothing asynchronous runs any more.
 */
interface OsProcess {
  readonly zombie: boolean;
  /** When it was started, in the system's own notation: a process id that is used again has another birth. */
  readonly birth: string;
  readonly commandLine: string;
}

const UNKNOWN: OsProcess = { zombie: false, birth: '', commandLine: '' };

const readLinux = (pid: number): OsProcess => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in brackets and may hold spaces; the state is the first field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return { zombie: fields[0] === 'Z' || fields[0] === 'X', birth: `${boot} ${fields[19]}`, commandLine };
};

const readOtherUnix = (pid: number): OsProcess => {
  const field = (name: string): string =>
    execFileSync('ps', ['-ww', '-o', `${name}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  return { zombie: field('state').startsWith('Z'), birth: field('lstart'), commandLine: field('args') };
};

const read = (pid: number): OsProcess => {
  try {
    if (process.platform === 'linux') return readLinux(pid);
    return process.platform === 'win32' ? UNKNOWN : readOtherUnix(pid);
  } catch {
    return UNKNOWN;
  }
};

/** A zombie counts as gone: it holds no files and no memory, only its number. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  return !read(pid).zombie;
};

export const birthOf = (pid: number): string => read(pid).birth;

/** Empty when the system does not tell. */
export const commandLineOf = (pid: number): string => read(pid).commandLine;
