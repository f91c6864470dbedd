import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemTime } from '../clock/index.js';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres-error.js';
import { birthOf, isRunning } from './os-process.js';
import { readIfThere } from './whole-file.js';

const OWNER_FILE = 'postgres-owner.json';
const MAX_CLAIMS = 40;
/** A file without a readable owner may be one that is just being written: so often it is read again. */
const UNREADABLE_CLAIMS = 10;
const CLAIM_AGAIN_AFTER_MS = 25;

/**
 * The one program that may start and stop the server of a data folder: its process id and birth in a file.
 * A dead owner's claim is taken over. The file only keeps programs apart politely; what keeps the data safe is
 * PostgreSQL's own lock on its folder.
 */
export class Ownership {
  private constructor(
    private readonly file: string,
    private readonly claim: string,
  ) {}

  static async claim(folder: string): Promise<Ownership> {
    const file = join(folder, OWNER_FILE);
    const claim = JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) });
    for (let claims = 1; claims <= MAX_CLAIMS; claims += 1) {
      if (await writeNew(file, claim)) return new Ownership(file, claim);
      const found = await readIfThere(file);
      if (found === undefined) continue;
      const owner = ownerIn(found);
      if (owner !== undefined && isAlive(owner)) throw refusal(owner.pid, folder);
      if (owner !== undefined || claims > UNREADABLE_CLAIMS) await takeAway(file, found);
      else await systemTime.sleep(CLAIM_AGAIN_AFTER_MS);
    }
    throw new EmbeddedPostgresError(
      `several programs want the data folder ${folder} at once: start one of them again`,
    );
  }

  async release(): Promise<void> {
    if ((await readIfThere(this.file)) === this.claim) await rm(this.file, { force: true });
  }
}

interface Owner {
  readonly pid: number;
  readonly birth: string;
}

/** A process whose birth the system does not tell counts as the owner: refusing is safer than sharing. */
const isAlive = ({ pid, birth }: Owner): boolean => isRunning(pid) && [birth, ''].includes(birthOf(pid));

const refusal = (pid: number, folder: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `process ${pid} is already using the data folder ${folder}: ` +
      'stop it, choose another data folder, or set DATABASE_URL to a PostgreSQL of your own',
  );

const ownerIn = (text: string): Owner | undefined => {
  try {
    const { pid, birth } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof birth === 'string' ? { pid, birth } : undefined;
  } catch {
    return undefined;
  }
};

const writeNew = async (file: string, text: string): Promise<boolean> => {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

/** Removes a dead owner's file, unless another program has just put its own claim in that place: that one goes back. */
const takeAway = async (file: string, dead: string): Promise<void> => {
  const aside = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await readIfThere(aside);
  if (taken !== undefined && taken !== dead) await writeNew(file, taken);
  await rm(aside, { force: true });
};
