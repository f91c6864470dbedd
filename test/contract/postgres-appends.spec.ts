import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Pool } from 'pg';
import type { EventStore, NewEvent } from '../../src/event-sourcing/event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { systemTime } from '../../src/platform/clock/index.js';
import { laneOn } from '../event-sourcing/lane-equipment.js';
import { takeSeat } from '../event-sourcing/box-office.js';
import { waitFor } from '../equipment/wait-for.js';
import { read, someEvent, someEvents } from './contract-subject.js';
import { NEVER_MS, PostgresSubject } from './postgres-subject.js';

const LOG_SQL = readFileSync(
  join(import.meta.dirname, '..', '..', 'src', 'event-sourcing', 'postgres', 'log.sql'),
  'utf8',
);
const LOCK_TIMEOUT_MS = 3_000;
const MIB = 1024 * 1024;

describe('Appending to PostgreSQL', () => {
  let subject: PostgresSubject;
  let session: Client;
  const stores: PostgresEventStore[] = [];
  beforeEach(async () => {
    subject = await PostgresSubject.open();
    session = await subject.session();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map(store => store.stop()));
    await subject.close();
  });

  /** Holds the log's lock, so that appends get as far as PostgreSQL and no further. */
  const lockLog = async (): Promise<Client> => {
    const holder = await subject.session();
    await holder.query('begin');
    await holder.query(`select pg_advisory_xact_lock(hashtextextended('rushline.log', 0))`);
    return holder;
  };
  const open = async (pool: Pool): Promise<PostgresEventStore> => {
    const store = await PostgresEventStore.open(pool, systemTime, {
      listenUrl: subject.url,
      safetyPollMs: NEVER_MS,
      onTrouble: () => undefined,
    });
    stores.push(store);
    return store;
  };

  describe('when it does not answer', () => {
    it('the outcome is unknown when the time-out of a statement ends it', async () => {
      const store = await open(subject.pool({ statement_timeout: 60 }));
      const holder = await lockLog();
      const events = someEvents(1);
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({
        kind: 'unknown',
        cause: { message: expect.stringContaining('statement timeout') as string },
      });
      await holder.query('rollback');
      expect(await read(store, 'day-1')).toEqual([]);
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({ kind: 'written' });
    });

    /** How an append goes that waits for the log's lock: what it is told, or that it waits longer than it may. */
    const waitForTheLock = async (functions: string): Promise<string> => {
      const store = await open(subject.pool({ lock_timeout: 0 }));
      await session.query(functions);
      const holder = await lockLog();
      let told: string | undefined;
      const append = store.append('day-1', someEvents(1), 'noStream').then(outcome => {
        told = outcome.kind === 'unknown' ? outcome.cause.message : outcome.kind;
      });
      const waitsTooLong = `select 1 from pg_stat_activity
        where wait_event = 'advisory' and query ~ 'log_append' and datname = current_database()
        and clock_timestamp() - query_start > interval '${LOCK_TIMEOUT_MS + 500} ms'`;
      const end = await waitFor(
        async () => told ?? ((await session.query(waitsTooLong)).rowCount === 1 && 'still waits'),
        { what: 'the append to be told or to wait too long' },
      );
      await holder.query('rollback');
      await append;
      return end;
    };

    it('an append waits for the others no longer than it may, even where the session has no time-out', async () => {
      expect(await waitForTheLock(LOG_SQL)).toContain('lock timeout');
    });

    it('and would wait on if the function did not set its own', async () => {
      const careless = LOG_SQL.replace(/^.*set_config\('lock_timeout'.*$/m, '');
      expect(await waitForTheLock(careless)).toBe('still waits');
    });

    it('the outcome is unknown to every append in the call when its connection is killed', async () => {
      const holder = await lockLog();
      const appends = ['day-1', 'day-2', 'day-3'].map(stream =>
        subject.store.append(stream, someEvents(1), 'noStream'),
      );
      const killed = `select pg_terminate_backend(pid) from pg_locks
                      where locktype = 'advisory' and not granted and database = (select oid from pg_database
                      where datname = current_database())`;
      await waitFor(async () => ((await session.query(killed)).rowCount ?? 0) > 0, {
        what: 'the append to kill',
      });
      expect((await appends[0])?.kind).toBe('unknown');
      await holder.query('rollback');
      const [, ...others] = await Promise.all(appends);
      expect(others.map(outcome => outcome.kind)).toEqual(['written', 'written']);
      expect(await read(subject.store, 'day-1')).toEqual([]);
    });
  });

  it('has time-outs in force for locks and statements on every connection of a node', async () => {
    const { rows } = await subject
      .pool()
      .query<{ name: string; setting: string; source: string }>(
        `select name, setting, source from pg_settings where name in ('lock_timeout', 'statement_timeout') order by 1`,
      );
    expect(rows).toEqual([
      { name: 'lock_timeout', setting: '4000', source: 'client' },
      { name: 'statement_timeout', setting: '8000', source: 'client' },
    ]);
  });

  describe('what PostgreSQL itself refuses', () => {
    const impossible = (): readonly NewEvent[] => [{ ...someEvent(), id: 'not a uuid' }];

    /** Many appends in one call, some of them impossible. */
    const appendAll = async (store: EventStore, count: number, bad: readonly number[]) => {
      // The first travels alone, and the others wait for it: they are one call.
      const first = store.append('first', someEvents(1), 'noStream');
      const all = Array.from({ length: count }, (_, n) =>
        store.append(`day-${n}`, bad.includes(n) ? impossible() : someEvents(1), 'noStream'),
      );
      await first;
      return Promise.allSettled(all);
    };

    it('is refused to its writer, and every other append of its call is written', async () => {
      const bad = [3, 17, 18];
      const outcomes = await appendAll(subject.store, 40, bad);
      outcomes.forEach((outcome, n) =>
        expect(outcome).toMatchObject(
          bad.includes(n) ? { reason: { name: 'AppendRefused' } } : { value: { kind: 'written' } },
        ),
      );
      expect(await subject.store.head()).toBe(38n);
      // One for the first, one for all, and for each bad one at most two a halving.
      expect(subject.calls.length).toBeLessThanOrEqual(2 + bad.length * 2 * Math.ceil(Math.log2(40)));
    });

    it('would leave every append of its call unknown if it were not put apart', async () => {
      const pool = subject.pool();
      const query = pool.query.bind(pool) as (statement: unknown) => Promise<unknown>;
      const withoutCodes = (statement: unknown) =>
        query(statement).catch((error: unknown) => {
          throw new Error(String(error));
        });
      const outcomes = await appendAll(
        await open(Object.assign(pool, { query: withoutCodes })),
        40,
        [3, 17, 18],
      );
      expect(outcomes.map(outcome => outcome.status === 'fulfilled' && outcome.value.kind)).toEqual(
        Array.from({ length: 40 }, () => 'unknown'),
      );
    });

    it.each<[what: string, stream: string]>([
      ['a NUL in the name of its stream', 'day-\u0000'],
      [
        'a name longer than an index takes',
        Array.from({ length: 9_000 }, (_, n) => n.toString(36)).join('-'),
      ],
    ])('may be %s', async (_, stream) => {
      const outcomes = await Promise.allSettled([
        subject.store.append('day-1', someEvents(1), 'noStream'),
        subject.store.append('day-2', someEvents(1), 'noStream'),
        subject.store.append(stream, someEvents(1), 'noStream'),
        subject.store.append('day-3', someEvents(1), 'noStream'),
      ]);
      expect(outcomes).toMatchObject([
        { value: { kind: 'written' } },
        { value: { kind: 'written' } },
        { reason: { name: 'AppendRefused' } },
        { value: { kind: 'written' } },
      ]);
    });

    it('is told to whoever sent the command at once, and not looked for as if it were lost', async () => {
      const spoiling = Object.assign(Object.create(subject.store) as EventStore, {
        append: (...[stream, , expected]: Parameters<EventStore['append']>) =>
          subject.store.append(stream, impossible(), expected),
      });
      await expect(laneOn(spoiling).submit(takeSeat('a'))).rejects.toMatchObject({ name: 'AppendRefused' });
      expect(subject.calls).toHaveLength(1);
    });
  });

  describe('in one call', () => {
    const sizesOf = () =>
      subject.calls.map(({ values = [] }) => ({
        appends: (values[0] as string[]).length,
        bytes: [values[5], values[6]].flat().reduce<number>((sum, text) => sum + (text as string).length, 0),
      }));

    it('is bounded by bytes, and one that is larger than the bound travels alone', async () => {
      const big = (mib: number) => [someEvent({ note: 'x'.repeat(mib * MIB) })];
      const sizes = [0, 1, 1, 1, 1, 1, 6, 1, 1].map((mib, n) => ({ mib, stream: `day-${n}` }));
      const all = sizes.map(({ mib, stream }) => subject.store.append(stream, big(mib), 'noStream'));
      expect(new Set((await Promise.all(all)).map(({ kind }) => kind))).toEqual(new Set(['written']));
      const calls = sizesOf();
      expect(calls.map(({ appends }) => appends)).toEqual([1, 3, 2, 1, 2]);
      const tooLarge = calls.filter(({ appends, bytes }) => appends > 1 && bytes > 4 * MIB);
      expect(tooLarge).toEqual([]);
    });

    it('is bounded by the number of appends, which otherwise travel together', async () => {
      const all = Array.from({ length: 1_101 }, (_, n) =>
        subject.store.append(`day-${n}`, someEvents(1), 'noStream'),
      );
      await Promise.all(all);
      expect(sizesOf().map(({ appends }) => appends)).toEqual([1, 500, 500, 100]);
    });
  });

  describe('where the database was told not to wait for the disk', () => {
    /** What a transaction that has appended will do when it commits. */
    const commitOf = async (sql: string): Promise<string | undefined> => {
      const client = await subject.session();
      await client.query('set synchronous_commit = off');
      await client.query('begin');
      await client.query(sql);
      const { rows } = await client.query<{ setting: string }>(
        `select current_setting('synchronous_commit') as setting`,
      );
      await client.query('commit');
      return rows[0]?.setting;
    };

    it('waits for it all the same', async () => {
      const append = `select log_append('{raw}', '{-1}', '{1}', array[gen_random_uuid()], '{SomethingHappened}',
        array['{}'::json], array['{}'::json])`;
      expect(await commitOf(append)).toBe('on');
    });

    it('and would not if it did not insist', async () => {
      expect(await commitOf('select 1')).toBe('off');
    });
  });
});
