import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, isRunning } from './os-process.js';

/** What a running server says about itself in its folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** It accepts connections: written as the last line, when recovery is over. */
  readonly isReady: boolean;
}

/**
 * The live server of a cluster. The file outlives a killed server, and its number may by now belong to somebody
 * else's process: only a process that was started with this very folder counts.
 */
export const runningPostmaster = (cluster: string): Postmaster | undefined => {
  const postmaster = readPostmaster(cluster);
  return postmaster !== undefined && serves(postmaster.pid, cluster) ? postmaster : undefined;
};

const readPostmaster = (cluster: string): Postmaster | undefined => {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
};

const serves = (pid: number, cluster: string): boolean => {
  if (!isRunning(pid)) return false;
  // Windows does not tell a command line; there PostgreSQL's own file is believed.
  return process.platform === 'win32' || commandLineOf(pid).includes(cluster);
};
