/** Codes of Node and of PostgreSQL (classes 08, 53 and 57P) that mean: not reachable, shutting down, or out of connections. */
const AWAY = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P0\d)$/;
/** What the driver says where it gives no code. */
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after calling end/;

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
