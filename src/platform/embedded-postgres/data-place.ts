import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError, folderError } from './embedded-postgres-error.js';
import { accountFor, canReach } from './os-account.js';
import type { OsAccount } from './run-program.js';
import { isThere, readIfThere, writeWhole } from './whole-file.js';

/** Where the data lies, and as whom PostgreSQL works on it (undefined: as this program's own user). */
export interface DataPlace {
  readonly folder: string;
  readonly account: OsAccount | undefined;
}

export const CLUSTER = 'postgres';
/** What root keeps here is below a folder that every account may traverse. */
export const ROOTS_FOLDER = '/var/lib/rushline';
/** A file in the asked folder that says where its data lies instead. */
const POINTER = 'postgres-place';

/**
 * Makes the data folder that was asked for. Root's PostgreSQL runs as another account; when that one cannot
 * reach the folder, the data is placed below `ROOTS_FOLDER` and the asked folder points there. The pointer goes
 * with the folder: whoever deletes the folder begins anew, and never meets the data of a folder long gone.
 */
export const findDataPlace = async (asked: string, log: (line: string) => void): Promise<DataPlace> => {
  try {
    await mkdir(asked, { recursive: true });
    const here = await realpath(asked);
    const pointed = await readIfThere(join(here, POINTER));
    return pointed === undefined ? await placeHere(here, log) : await placeAt(pointed);
  } catch (error) {
    throw folderError(resolve(asked), error);
  }
};

const placeAt = async (folder: string): Promise<DataPlace> => {
  await makeTraversable(folder);
  return { folder, account: await accountFor(join(folder, CLUSTER)) };
};

const placeHere = async (folder: string, log: (line: string) => void): Promise<DataPlace> => {
  await access(folder, constants.W_OK | constants.X_OK);
  const account = await accountFor(join(folder, CLUSTER));
  if (account === undefined || (await canReach(account, folder))) return { folder, account };
  if (await isThere(join(folder, CLUSTER))) {
    throw new EmbeddedPostgresError(
      `${folder} holds a database that ${account.name} (root's PostgreSQL runs as that) cannot reach: ` +
        'allow it to traverse the folders above (chmod o+x), or start Rushline as the user they belong to',
    );
  }
  return placeElsewhere(folder, account, log);
};

const placeElsewhere = async (
  asked: string,
  account: OsAccount,
  log: (line: string) => void,
): Promise<DataPlace> => {
  const name = createHash('sha256').update(asked).digest('hex').slice(0, 12);
  const folder = join(ROOTS_FOLDER, `${name}-${randomBytes(3).toString('hex')}`);
  await makeTraversable(folder);
  await writeWhole(join(asked, POINTER), folder);
  log(
    `${account.name}, which root's PostgreSQL runs as, cannot reach ${asked}: its data is kept in ${folder}`,
  );
  return { folder, account };
};

/** Only what is made here is opened: a folder that somebody closed stays closed. */
export const makeTraversable = async (folder: string): Promise<void> => {
  const isNew = await mkdir(folder, { recursive: true });
  if (isNew === undefined) return;
  await chmod(folder, 0o755);
  if (isNew !== folder && folder.startsWith(ROOTS_FOLDER)) await chmod(ROOTS_FOLDER, 0o755);
};
