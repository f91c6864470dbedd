/** Why the embedded PostgreSQL cannot run. The message is one line: the cause, and what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(message: string, cause?: unknown) {
    super(message.replace(/\s*\n\s*/g, ' ').trim(), cause === undefined ? {} : { cause });
  }
}

/** The system's own code of an error (`EACCES`, `ENOENT`, or an SQLSTATE); undefined when it has none. */
export const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whatever went wrong with the files of `folder`, told in one line. */
export const folderError = (folder: string, error: unknown): EmbeddedPostgresError =>
  error instanceof EmbeddedPostgresError
    ? error
    : new EmbeddedPostgresError(
        `the data folder ${folder} cannot be used (${messageOf(error)}): ` +
          `${adviceFor(codeOf(error))}, choose another data folder, or set DATABASE_URL to a PostgreSQL of your own`,
        error,
      );

const adviceFor = (code: string | undefined): string => {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room on its disk';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'remove the file that is in its way';
  return 'make it writable for this user';
};
