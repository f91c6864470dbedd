import type { Client } from 'pg';
import type { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { HandTime } from '../event-sourcing/clocks.js';
import { openTransaction } from '../equipment/open-transaction.js';
import { waitFor } from '../equipment/wait-for.js';
import { read, Reader, someEvents, upTo, written } from './contract-subject.js';
import { PostgresSubject } from './postgres-subject.js';

const APPEND_TWO = `select outcome from log_append('{raw}', '{-1}', '{1}',
  array[gen_random_uuid()], '{SomethingHappened}', array['{}'::json], array['{}'::json])`;

/** The append as it is often written: positions from a sequence, and no lock. */
const CARELESS_APPEND = `
  create sequence careless_position;
  create or replace function log_append(streams text[], expected bigint[], counts int[], ids uuid[], types text[],
    datas json[], metadatas json[]) returns table (outcome text, revision bigint, position_ bigint)
  language sql volatile as $$
    insert into log_event (position, stream, revision, id, type, data, metadata)
    select nextval('careless_position'), streams[1], expected[1] + n, id, type, data, metadata
    from unnest(ids, types, datas, metadatas) with ordinality as new (id, type, data, metadata, n);
    select pg_notify('rushline_log', '');
    select 'written', expected[1] + counts[1], currval('careless_position');
  $$`;

const SAFETY_POLL_MS = 2_000;

describe('The log in PostgreSQL', () => {
  let subject: PostgresSubject;
  let session: Client;
  const readers: Reader[] = [];
  beforeEach(async () => {
    subject = await PostgresSubject.open();
    session = await subject.session();
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map(reader => reader.stop()));
    await subject.close();
  });

  const follow = (store: PostgresEventStore): Reader => {
    const reader = new Reader(store);
    readers.push(reader);
    return reader;
  };
  const has = (reader: Reader, position: bigint) =>
    waitFor(() => reader.positions.includes(position), { what: `position ${position}`, withinMs: 8_000 });
  const countOf = async (sql: string): Promise<number> =>
    Number((await session.query<{ count: string }>(sql)).rows[0]?.count);

  describe('commits in the order of positions', () => {
    /** One writer has appended and not yet committed when another appends; a reader follows. */
    const overtaking = async (): Promise<Reader> => {
      const reader = follow(subject.store);
      const slow = await openTransaction(subject.url, APPEND_TWO);
      const quick = subject.store.append('quick', someEvents(1), 'noStream');
      const overtook = await waitFor(
        async () =>
          (await countOf(`select count(*) from log_event where stream = 'quick'`)) === 1
            ? 'overtook'
            : (await countOf(`select count(*) from pg_locks where locktype = 'advisory' and not granted`)) >
                0 && 'waits',
        { what: 'the quick writer to be done or to wait' },
      );
      if (overtook === 'overtook') await has(reader, 2n);
      await slow.commit();
      await quick;
      await written(subject.store, 'later', someEvents(1), 'noStream');
      await has(reader, 3n);
      return reader;
    };

    it('so that a reader passes over no event of a slow writer', async () => {
      expect((await overtaking()).positions).toEqual(upTo(3n));
    });

    it('and without the lock the reader passes over one', async () => {
      await session.query(CARELESS_APPEND);
      expect((await overtaking()).positions).toEqual([2n, 3n]);
    });

    it('however many writers there are', async () => {
      const stores = [subject.store, await subject.another(), await subject.another()];
      const all = stores.map(follow);
      await Promise.all(
        Array.from({ length: 24 }, async (_, number) => {
          const store = stores[number % stores.length]!;
          for (let n = 0n; n < 12n; n += 1n) {
            await written(store, `day-${number}`, someEvents(2), n === 0n ? 'noStream' : n * 2n - 1n);
          }
        }),
      );
      for (const reader of all) await has(reader, 576n);
      for (const reader of all) expect(reader.positions).toEqual(upTo(576n));
    });
  });

  it('is not held up by a transaction that is open elsewhere', async () => {
    await session.query('create table elsewhere (note text)');
    const other = await openTransaction(subject.url, `insert into elsewhere values ('unfinished')`);
    const reader = follow(subject.store);
    await written(subject.store, 'day-1', someEvents(1), 'noStream');
    await has(reader, 1n);
    // A reader that waits for older transactions, as is usual without the order of commits, would see nothing now.
    const behindHorizon =
      'select count(*) from log_event where xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
    expect(await countOf(behindHorizon)).toBe(0);
    await other.rollback();
    expect(await countOf(behindHorizon)).toBe(1);
  });

  it('keeps positions and revisions that no floating-point number can hold', async () => {
    const far = 9_007_199_254_740_993n;
    await session.query(
      `insert into log_event values ($1, 'far', 0, gen_random_uuid(), 'SomethingHappened', '{}', '{}')`,
      [far.toString()],
    );
    const store = await subject.another();
    expect(await store.head()).toBe(far);
    const reader = new Reader(store, far - 1n);
    readers.push(reader);
    expect(await store.append('far', someEvents(2), 0n)).toEqual({
      kind: 'written',
      revision: 2n,
      position: far + 2n,
    });
    await has(reader, far + 2n);
    expect(reader.positions).toEqual([far, far + 1n, far + 2n]);
    expect((await read(store, 'far')).map(({ position }) => position)).toEqual(reader.positions);
  });

  it('reads streams and logs that are longer than a page', async () => {
    await session.query(`insert into log_event
      select n + 1, 'long', n, gen_random_uuid(), 'SomethingHappened', '{}', '{}' from generate_series(0, 4499) n`);
    const store = await subject.another();
    expect((await read(store, 'long')).map(({ revision }) => revision)).toEqual(upTo(4499n, 0n));
    expect(await read(store, 'long', { from: 10n, limit: 2_100 })).toHaveLength(2_100);
    const reader = follow(store);
    await has(reader, 4500n);
    expect(reader.positions).toEqual(upTo(4500n));
  });

  describe('when notifications fail', () => {
    it('finds by looking what it was not told', async () => {
      const time = new HandTime();
      const deaf = await createDeafStore(time);
      const [hears, doesNot] = [follow(subject.store), follow(deaf)];
      await waitFor(async () => (await listeners('postgres')) === 1, { what: 'it to listen elsewhere' });
      // Once it listens it looks, too; that look has to be over.
      await written(subject.store, 'day-1', someEvents(1), 'noStream');
      time.pass(SAFETY_POLL_MS);
      await has(doesNot, 1n);
      await deaf.head();
      await written(subject.store, 'day-1', someEvents(2), 0n);
      await has(hears, 3n);
      expect(doesNot.positions).toEqual([1n]);
      time.pass(SAFETY_POLL_MS);
      await has(doesNot, 3n);
      expect(doesNot.positions).toEqual([1n, 2n, 3n]);
    });

    /** It listens in a database where nobody ever notifies. */
    const createDeafStore = (network: HandTime): Promise<PostgresEventStore> => {
      const listenUrl = new URL(subject.url);
      listenUrl.pathname = '/postgres';
      return subject.another({ network, listenUrl: listenUrl.href, safetyPollMs: SAFETY_POLL_MS });
    };

    const listeners = (database = new URL(subject.url).pathname.slice(1)) =>
      countOf(`select count(*) from pg_stat_activity
               where application_name = 'rushline listen' and datname = '${database}' and query ~ '^listen'`);

    it('listens anew after its connection was killed, and catches up with what it did not hear', async () => {
      const reader = follow(subject.store);
      await waitFor(async () => (await listeners()) === 1, { what: 'the listener' });
      await session.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rushline listen' and datname = current_database()`,
      );
      await waitFor(() => subject.troubles.length > 0, { what: 'the trouble to be told' });
      await written(subject.store, 'day-1', someEvents(1), 'noStream');
      await waitFor(async () => (await listeners()) === 1, { what: 'the listener to be back' });
      await has(reader, 1n);
      await written(subject.store, 'day-1', someEvents(1), 0n);
      await has(reader, 2n);
      expect(reader.positions).toEqual([1n, 2n]);
    });

    it('stops while it is still connecting', async () => {
      const store = await subject.another();
      await store.stop();
    });
  });
});
