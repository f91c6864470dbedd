import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotStart, causeOf, systemCodeOf } from './cannot-start.js';

/** Folders locked by this very process: its own pid in a lock file is stale unless the folder is in here. */
const heldHere = new Set<string>();

/** Makes the folder if need be and locks it against a second simulator. Returns what unlocks it. */
export const lockFolder = (folder: string): (() => void) => {
  const path = join(resolve(folder), 'simulator.lock');
  if (!tryToLock(folder, path)) {
    const owner = readOwner(path);
    if (isRunning(owner, path)) {
      throw new CannotStart(
        `${folder} is in use by the simulator with pid ${owner}; stop that one, choose another --data folder, ` +
          `or delete ${path} if that process is no simulator`,
      );
    }
    rmSync(path, { force: true });
    if (!tryToLock(folder, path)) {
      throw new CannotStart(`${folder} was just taken by another simulator; try again`);
    }
  }
  heldHere.add(path);
  return () => {
    heldHere.delete(path);
    rmSync(path, { force: true });
  };
};

const tryToLock = (folder: string, path: string): boolean => {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST' && readOwner(path) !== undefined) return false;
    throw new CannotStart(
      `${folder} cannot be written (${causeOf(error)}); choose a folder you may write to with --data`,
    );
  }
};

/** The pid in the lock file; NaN when a crash left it without one; undefined when there is no such file. */
const readOwner = (path: string): number | undefined => {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    return undefined;
  }
};

const isRunning = (pid: number | undefined, path: string): boolean => {
  if (pid === undefined || Number.isNaN(pid)) return false;
  if (pid === process.pid) return heldHere.has(path);
  try {
    process.kill(pid, 0); // signal 0 only asks whether the process is there
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
};
