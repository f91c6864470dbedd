import type { Client } from 'pg';
import { PostgresSubject } from '../contract/postgres-subject.js';
import { startProgram, type Program } from '../equipment/child-process.js';
import { waitFor } from '../equipment/wait-for.js';

/** Far more than a follower can handle in the time, at a tenth of a second each. */
const EVENTS = 120_000;
const APPENDED_AT_ONCE = 10_000;
const EVENT_BYTES = 2_048;
/** What a reader may take that holds some pages and the newest part of the log; the whole log is more than twice that. */
const GROWTH_BYTES_MAX = 120 * 1_024 * 1_024;
const FINISHED_WITHIN_MS = 60_000;
const ALL_WITHIN_MS = 150_000;

interface Told {
  readonly handled: number;
  readonly outOfTurn: number;
  readonly given: number;
  readonly rssBytes: number;
}

const reportsOf = ({ messages }: Program): readonly Told[] =>
  messages.filter(message => 'rssBytes' in message) as unknown as readonly Told[];

const last = (follower: Program): Told | undefined => reportsOf(follower).at(-1);

/** By how much the memory of a follower has grown at most since it began. */
const growthOf = (follower: Program): number => {
  const sizes = reportsOf(follower).map(({ rssBytes }) => rssBytes);
  return Math.max(...sizes) - (sizes[0] ?? 0);
};

describe('A process that follows the log at ten events a second while thousands are appended', () => {
  let subject: PostgresSubject;
  let session: Client;
  beforeEach(async () => {
    subject = await PostgresSubject.open();
    session = await subject.session();
  });
  afterEach(() => subject.close());

  const append = async (from: number, count: number): Promise<void> => {
    await session.query(
      `insert into log_event
       select n + 1, 'long', n, gen_random_uuid(), 'SomethingHappened', json_build_object('text', repeat('x', $3)), '{}'
       from generate_series($1::int, $1::int + $2::int - 1) n`,
      [from, count, EVENT_BYTES],
    );
    await session.query(`select pg_notify('rushline_log', '')`);
  };

  /** Starts it, and has it handle its first events before and between those that come. */
  const followed = async (...args: readonly string[]): Promise<Program> => {
    const follower = startProgram('test/programs/slow-follower', {
      args,
      env: { DATABASE_URL: subject.url },
    });
    await append(0, APPENDED_AT_ONCE);
    await waitFor(() => (last(follower)?.handled ?? 0) > 0, { what: 'the first event' });
    for (let from = APPENDED_AT_ONCE; from < EVENTS; from += APPENDED_AT_ONCE) {
      await append(from, APPENDED_AT_ONCE);
    }
    return follower;
  };

  it(
    'stays as small as it was, and misses nothing when its connections are cut on the way',
    async () => {
      const follower = await followed();
      const before = last(follower)?.handled ?? 0;
      await waitFor(() => (last(follower)?.handled ?? 0) > before + 20, { what: 'twenty more events' });
      expect(last(follower)?.given).toBeLessThan(EVENTS / 10);
      const cut = await session.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
         and application_name in ('rushline', 'rushline listen')`,
      );
      expect(cut.rowCount).toBeGreaterThanOrEqual(2);
      await waitFor(() => follower.messages.some(message => 'trouble' in message), { what: 'the trouble' });
      follower.closeInput();
      await waitFor(() => last(follower)?.handled === EVENTS, {
        what: 'all events',
        withinMs: FINISHED_WITHIN_MS,
      });
      expect(last(follower)?.outOfTurn).toBe(0);
      expect(growthOf(follower)).toBeLessThan(GROWTH_BYTES_MAX);
    },
    ALL_WITHIN_MS,
  );

  it(
    'would grow with the log if that were read ahead of it',
    async () => {
      const follower = await followed('greedy');
      await waitFor(() => last(follower)?.given === EVENTS, {
        what: 'the whole log in memory',
        withinMs: FINISHED_WITHIN_MS,
      });
      expect(last(follower)?.handled).toBeLessThan(EVENTS / 10);
      expect(growthOf(follower)).toBeGreaterThan(2 * GROWTH_BYTES_MAX);
    },
    ALL_WITHIN_MS,
  );
});
