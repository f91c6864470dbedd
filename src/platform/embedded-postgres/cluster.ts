import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLUSTER, type DataPlace } from './data-place.js';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres-error.js';
import type { Programs } from './programs.js';
import { runProgram } from './run-program.js';
import { INITDB_ARGUMENTS } from './settings.js';
import { isThere, readIfThere, writeWhole } from './whole-file.js';

export const SUPERUSER = 'rushline';
const PASSWORD_FILE = 'postgres-password';
const DRAFT_PREFIX = `${CLUSTER}.making-`;
const INITDB_WITHIN_MS = 120_000;

export interface Cluster {
  readonly folder: string;
  readonly password: string;
}

/** The database cluster of a data folder, made when there is none. Only the owner of the folder may call this. */
export const ensureCluster = async (place: DataPlace, programs: Programs): Promise<Cluster> => {
  const folder = join(place.folder, CLUSTER);
  await removeDrafts(place.folder);
  const exists = await checkExisting(folder, programs);
  const password = await passwordOf(place.folder, exists);
  if (!exists) await makeCluster(place, programs, password);
  return { folder, password };
};

/** Answers false when nothing is there, throws when what is there cannot be used. */
const checkExisting = async (folder: string, { majorVersion }: Programs): Promise<boolean> => {
  if ((await contentsOf(folder)).length === 0) return false;
  const found = await readIfThere(join(folder, 'PG_VERSION'));
  if (found === undefined || !(await isThere(join(folder, 'global', 'pg_control')))) {
    throw new EmbeddedPostgresError(
      `${folder} holds something that is not a whole PostgreSQL database: move it away, or choose another data folder`,
    );
  }
  if (found !== majorVersion) {
    throw new EmbeddedPostgresError(
      `${folder} was made by PostgreSQL ${found}, and this is PostgreSQL ${majorVersion}: ` +
        'run the Rushline that made it, dump and restore the data, or choose another data folder',
    );
  }
  return true;
};

/** An empty folder in the place of the cluster is nobody's data: it goes, so that the rename finds its name free. */
const contentsOf = async (folder: string): Promise<string[]> => {
  try {
    const entries = await readdir(folder);
    if (entries.length === 0) await rmdir(folder);
    return entries;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

const passwordOf = async (folder: string, clusterExists: boolean): Promise<string> => {
  const file = join(folder, PASSWORD_FILE);
  const kept = await readIfThere(file);
  if (kept !== undefined && kept !== '') return kept;
  if (clusterExists) {
    throw new EmbeddedPostgresError(
      `${file} is gone, and without it nobody can open the database beside it: ` +
        'put the file back, or choose another data folder',
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeWhole(file, password, 0o600);
  return password;
};

/**
 * `initdb` works in a folder beside, which gets its real name when all of it is on disk: a cluster that has its
 * name is whole, whenever the making of it was interrupted.
 */
const makeCluster = async (
  { folder, account }: DataPlace,
  programs: Programs,
  password: string,
): Promise<void> => {
  const draft = join(folder, `${DRAFT_PREFIX}${randomBytes(4).toString('hex')}`);
  const passwordFile = join(draft, 'password');
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    for (const path of [draft, passwordFile]) await chown(path, account.uid, account.gid);
  }
  const made = join(draft, CLUSTER);
  const args = ['-D', made, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, ...INITDB_ARGUMENTS];
  const result = await runProgram(programs.path('initdb'), args, { account, withinMs: INITDB_WITHIN_MS });
  if (result.ok) await rename(made, join(folder, CLUSTER));
  await rm(draft, { recursive: true, force: true });
  if (!result.ok) {
    throw new EmbeddedPostgresError(
      `PostgreSQL could not make its database in ${folder} (${result.reason}): ` +
        'see that the disk has room and the folder is writable, or choose another data folder',
      result.error,
    );
  }
  await syncFolder(folder);
};

/** Makes the rename outlast a power cut. Where a folder cannot be opened (Windows), the system sees to it. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/** Left by a run that died while it made the cluster. An `initdb` that outlived it may still be writing there. */
const removeDrafts = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue;
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
};
