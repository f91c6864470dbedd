import type { Pool } from 'pg';
import { failpoint } from '../../platform/failpoints/index.js';
import type { AppendOutcome, ExpectedRevision } from '../event-store.js';

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly data: string;
    readonly metadata: string;
  }[];
}

interface OutcomeRow {
  readonly outcome: 'written' | 'conflict';
  readonly revision: string;
  readonly position_: string | null;
}

/** One call of `log_append`: all that it writes is one commit. */
export const appendCall = async (pool: Pool, batch: readonly Append[]): Promise<readonly AppendOutcome[]> => {
  const events = batch.flatMap(append => append.events);
  failpoint('log.before-call');
  const { rows } = await pool.query<OutcomeRow>({
    name: 'log_append',
    text: 'select outcome, revision, position_ from log_append($1, $2, $3, $4, $5, $6, $7)',
    values: [
      batch.map(({ stream }) => stream),
      batch.map(({ expected }) => (expected === 'noStream' ? '-1' : expected.toString())),
      batch.map(append => append.events.length),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ data }) => data),
      events.map(({ metadata }) => metadata),
    ],
  });
  failpoint('log.after-call');
  return rows.map(outcomeOf);
};

const outcomeOf = ({ outcome, revision, position_ }: OutcomeRow): AppendOutcome => {
  if (outcome === 'written') {
    return { kind: 'written', revision: BigInt(revision), position: BigInt(position_ ?? 0) };
  }
  return { kind: 'conflict', actual: revision === '-1' ? 'noStream' : BigInt(revision) };
};

/** SQLSTATE classes by which PostgreSQL says that it takes some value never: data exceptions, and limits of its own. */
const REFUSAL_OF_CONTENT = /^(22|54)\w{3}$/;

/** True for errors by which the statement as a whole has failed because of what some append in it contains. */
export const isRefusalOfContent = (error: Error): boolean => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && REFUSAL_OF_CONTENT.test(code);
};
