import { randomBytes } from 'node:crypto';
import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOTS_FOLDER, makeTraversable } from './data-place.js';
import { folderError } from './embedded-postgres-error.js';
import { isRunning } from './os-process.js';
import { isThere } from './whole-file.js';

/**
 * Copies PostgreSQL's programs to where every account can reach them, once for each version: all programs of
 * root share the copy. It appears under its name only when it is complete.
 */
export const copyPrograms = async (
  from: string,
  version: string,
): Promise<{ folder: string; isNew: boolean }> => {
  const name = `programs-${version}`;
  const folder = join(ROOTS_FOLDER, name);
  if (await isThere(folder)) return { folder, isNew: false };
  try {
    await makeTraversable(ROOTS_FOLDER);
    await removeAbandoned(name);
    const draft = `${folder}.making-${process.pid}-${randomBytes(3).toString('hex')}`;
    await cp(from, draft, { recursive: true, verbatimSymlinks: true });
    await openToEveryone(draft);
    // Another program of root may have been faster; its copy is as good as this one.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
    return { folder, isNew: true };
  } catch (error) {
    throw folderError(folder, error);
  }
};

/** Drafts carry the process id of their maker; those of the dead are removed. */
const removeAbandoned = async (name: string): Promise<void> => {
  for (const entry of await readdir(ROOTS_FOLDER)) {
    const maker = entry.startsWith(`${name}.making-`) ? /making-(\d+)-/.exec(entry)?.[1] : undefined;
    if (maker === undefined || isRunning(Number(maker))) continue;
    await rm(join(ROOTS_FOLDER, entry), { recursive: true, force: true });
  }
};

/** An installation under a strict umask is readable by root alone, and the copy has the same modes. */
const openToEveryone = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, runs ? 0o755 : 0o644);
  }
};
