import { stat } from 'node:fs/promises';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres-error.js';
import { runProgram, type OsAccount } from './run-program.js';

const CANDIDATES = ['postgres', 'nobody'];
const ANSWER_WITHIN_MS = 10_000;

/**
 * PostgreSQL refuses to run as root, so root's children get the account that owns the data already, else one
 * without privileges. Undefined for everybody else: their children run as they do.
 */
export const accountFor = async (clusterFolder: string): Promise<OsAccount | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(clusterFolder);
  if (owner !== undefined && owner.uid !== 0) return owner;
  for (const name of CANDIDATES) {
    const account = await lookUp(name);
    if (account !== undefined) return account;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and there is no user ${CANDIDATES.join(' or ')} to run it as: ` +
      'start Rushline as a normal user, or set DATABASE_URL to a PostgreSQL of your own',
  );
};

const ownerOf = async (folder: string): Promise<OsAccount | undefined> => {
  try {
    const { uid, gid } = await stat(folder);
    return { name: `user ${uid}`, uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

const lookUp = async (name: string): Promise<OsAccount | undefined> => {
  const ask = (flag: string) =>
    runProgram('id', [flag, name], { account: undefined, withinMs: ANSWER_WITHIN_MS });
  const [user, group] = await Promise.all([ask('-u'), ask('-g')]);
  return user.ok && group.ok ? { name, uid: Number(user.stdout), gid: Number(group.stdout) } : undefined;
};

/** Whether the account can reach `folder`: asked of the system, because modes alone do not tell (ACLs, mounts). */
export const canReach = async ({ uid, gid, name }: OsAccount, folder: string): Promise<boolean> => {
  const options = { account: { uid, gid, name }, withinMs: ANSWER_WITHIN_MS };
  return (await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], options)).ok;
};
