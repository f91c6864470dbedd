/** Codes of Node and of PostgreSQL that mean: not reachable, shutting down, out of connections (classes 08, 53, 57P), or out of time. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P0\d|57014|55P03)$/;
/** What the driver says where it gives no code. */
const AWAY_WORDS =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after calling end/;

/** True for errors that say PostgreSQL is away, not that a statement was wrong. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const causes = causesOf(error);
  return causes.length > 0
    ? causes.every(isDatabaseAway)
    : AWAY.test(codeOf(error)) || AWAY_WORDS.test(error.message);
};

/** The errors an error stands for: one for each address tried, or the one TypeORM has wrapped. */
const causesOf = (error: Error): readonly unknown[] => {
  if (error instanceof AggregateError) return error.errors;
  const { driverError } = error as { driverError?: unknown };
  return driverError === undefined || driverError === error ? [] : [driverError];
};

const codeOf = (error: Error): string => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
};
