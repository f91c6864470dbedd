import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { waitFor } from '../equipment/wait-for.js';
import { read, someEvents, written } from './contract-subject.js';
import { PostgresSubject } from './postgres-subject.js';

const LOG_SQL = readFileSync(
  join(import.meta.dirname, '..', '..', 'src', 'event-sourcing', 'postgres', 'log.sql'),
  'utf8',
);

describe('The log in PostgreSQL', () => {
  let subject: PostgresSubject;
  beforeEach(async () => (subject = await PostgresSubject.empty()));
  afterEach(() => subject.close());

  describe('is made by whoever comes first', () => {
    it('when several nodes start at once', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => subject.another()));
      expect(new Set(stores.map(({ logId }) => logId)).size).toBe(1);
      await written(stores[0]!, 'day-1', someEvents(1), 'noStream');
      expect(await read(stores[3]!, 'day-1')).toHaveLength(1);
    });

    /** Makes the tables and leaves them uncommitted; `start` comes meanwhile. */
    const meetingHalfMadeTables = async (start: () => Promise<unknown>, turns: boolean): Promise<unknown> => {
      const first = await subject.session();
      await first.query('begin');
      if (turns) await first.query(`select pg_advisory_xact_lock(hashtextextended('rushline.install', 0))`);
      await first.query(LOG_SQL);
      const second = start().catch((error: unknown) => error);
      const session = await subject.session();
      const waits = `select 1 from pg_locks where not granted
                     and pid in (select pid from pg_stat_activity where datname = current_database())`;
      await waitFor(async () => (await session.query(waits)).rowCount === 1, { what: 'the second to wait' });
      await first.query('commit');
      return second;
    };

    it('and the second waits for the first to be done', async () => {
      expect(await meetingHalfMadeTables(() => subject.another(), true)).not.toBeInstanceOf(Error);
    });

    it('and without taking turns the second would fail', async () => {
      const second = await subject.session();
      const failure = await meetingHalfMadeTables(() => second.query(LOG_SQL), false);
      expect(String(failure)).toMatch(/duplicate key|already exists/);
    });
  });

  it('keeps its name and its events when it is opened again', async () => {
    const before = await subject.another();
    await written(before, 'day-1', someEvents(1), 'noStream');
    await before.stop();
    const after = await subject.another();
    expect(after.logId).toBe(before.logId);
    expect(await read(after, 'day-1')).toHaveLength(1);
  });

  describe('with ten thousand events', () => {
    const EVENTS = 10_000;
    let session: Client;
    const statements = new Map<string, string>();

    beforeEach(async () => {
      const pool = subject.pool();
      const query = pool.query.bind(pool) as (statement: {
        name?: string;
        text?: string;
      }) => Promise<unknown>;
      Object.assign(pool, {
        query: (statement: Parameters<typeof query>[0]) => {
          if (statement.name !== undefined) statements.set(statement.name, statement.text ?? '');
          return query(statement);
        },
      });
      const store = await subject.another({ pool });
      await written(store, 'day-0', someEvents(1), 'noStream');
      await read(store, 'day-0');
      session = await subject.session();
      await session.query(`insert into log_event
        select n + 1, 'day-' || (n % 100), n / 100, gen_random_uuid(), 'SomethingHappened', '{}', '{}'
        from generate_series(1, ${EVENTS}) n on conflict do nothing`);
      await session.query('analyze log_event');
    });

    /** How often the statement went through the whole table, and how often by an index. */
    const scansOf = async (name: string, values: readonly unknown[], before = ''): Promise<object> => {
      await session.query('begin');
      await session.query(before);
      // A prepared statement may come to use a plan made for any values: that is the one to be sure of.
      await session.query('set local plan_cache_mode = force_generic_plan');
      await session.query(statements.get(name)!, [...values]);
      const { rows } = await session.query<{ whole: boolean; by_index: boolean }>(
        `select seq_scan > 0 as whole, idx_scan > 0 as by_index from pg_stat_xact_user_tables
         where relid = 'log_event'::regclass`,
      );
      await session.query('rollback');
      return rows[0]!;
    };

    const APPEND = [['day-7'], ['99'], [1], ['00000000-0000-4000-8000-0000000000aa'], ['X'], ['{}'], ['{}']];
    const hot: readonly [name: string, values: readonly unknown[]][] = [
      ['log_read_stream', ['day-7', '50', 2_000]],
      ['log_read_after', ['9000']],
      ['log_append', APPEND],
    ];

    it.each(hot)('%s goes by an index', async (name, values) => {
      expect(await scansOf(name, values)).toEqual({ whole: false, by_index: true });
    });

    it.each(hot)('%s would be seen to go through the whole table without it', async (name, values) => {
      const dropped = `alter table log_event drop constraint log_event_pkey,
                       drop constraint log_event_stream_revision_key`;
      expect(await scansOf(name, values, dropped)).toMatchObject({ whole: true });
    });
  });
});
