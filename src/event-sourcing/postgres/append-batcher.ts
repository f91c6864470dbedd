import type { Pool } from 'pg';
import type { AppendOutcome, ExpectedRevision, NewEvent } from '../event-store.js';

/** An event with its JSON made: what has none is refused before it travels, and spoils no call for the others. */
interface WrittenEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

interface WaitingAppend {
  readonly stream: string;
  readonly events: readonly WrittenEvent[];
  readonly expected: ExpectedRevision;
  readonly settle: (outcome: AppendOutcome) => void;
}

interface OutcomeRow {
  readonly outcome: 'written' | 'conflict';
  readonly revision: string;
  readonly position_: string | null;
}

/** Most appends that travel in one call; the rest take the next. */
const BATCH_APPENDS_MAX = 500;

/** Carries the appends that wait, whatever their streams, in one call of `log_append`: one commit for all of them. */
export class AppendBatcher {
  private readonly waiting: WaitingAppend[] = [];
  private carrying = false;

  constructor(private readonly pool: Pool) {}

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendOutcome> {
    const writtenEvents = events.map(asWritten);
    return new Promise(settle => {
      this.waiting.push({ stream, events: writtenEvents, expected, settle });
      if (!this.carrying) void this.carry();
    });
  }

  private async carry(): Promise<void> {
    this.carrying = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_APPENDS_MAX);
      const outcomes = await this.call(batch);
      batch.forEach((append, index) => append.settle(outcomes[index] ?? unanswered()));
    }
    this.carrying = false;
  }

  private async call(batch: readonly WaitingAppend[]): Promise<readonly AppendOutcome[]> {
    const events = batch.flatMap(append => append.events);
    try {
      const { rows } = await this.pool.query<OutcomeRow>({
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
      return rows.map(outcomeOf);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      return batch.map(() => ({ kind: 'unknown', cause }));
    }
  }
}

const asWritten = ({ id, type, data, metadata }: NewEvent): WrittenEvent => ({
  id,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

const outcomeOf = ({ outcome, revision, position_ }: OutcomeRow): AppendOutcome => {
  if (outcome === 'written') {
    return { kind: 'written', revision: BigInt(revision), position: BigInt(position_ ?? 0) };
  }
  return { kind: 'conflict', actual: revision === '-1' ? 'noStream' : BigInt(revision) };
};

const unanswered = (): AppendOutcome => ({
  kind: 'unknown',
  cause: new Error('log_append answered too few rows'),
});
