import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KB = 1_024;

/** Bytes of memory that a process of this machine has in use. */
export const residentBytes = (pid: number): number => {
  if (process.platform === 'linux') {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? NaN) * KB;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * KB;
};

export const inMegabytes = (bytes: number): string =>
  `${Math.round(bytes / KB / KB).toLocaleString('en')} MB`;
