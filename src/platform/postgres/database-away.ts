/** Codes of Node and of PostgreSQL (classes 08, 53 and 57P) that mean: not reachable, shutting down, or out of connections. */
const AWAY = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P0\d)$/;
/** What the driver says where it gives no code. */
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after calling end/;

/** True for errors that say PostgreSQL is away, not that a statement was wrong. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && AWAY.test(code)) return true;
  return (
    AWAY_WORDS.test(error.message) ||
    (driverError !== undefined && driverError !== error && isDatabaseAway(driverError))
  );
};
