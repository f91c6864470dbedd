import { Client } from 'pg';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { Leadership } from '../../src/platform/postgres/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { waitFor } from '../equipment/wait-for.js';

/** A node with work that only one may do; it notes when both do it. */
const nodes: { readonly leadership: Leadership; working: boolean; starts: number }[] = [];
let together = 0;

/** Network time in which the leader's next look at its own session never comes. */
const withoutHeartbeat: NetworkTime = {
  ...systemTime,
  sleep: (ms, signal) => systemTime.sleep(ms > 1_000 ? 3_600_000 : ms, signal),
};

const candidate = (url: string, network: NetworkTime = systemTime) => {
  const leadership = new Leadership(url, network, () => undefined);
  const node = { leadership, working: false, starts: 0 };
  leadership.whileLeading({
    start: () => {
      node.working = true;
      node.starts += 1;
      if (nodes.filter(({ working }) => working).length > 1) together += 1;
    },
    stop: async () => void (node.working = false),
  });
  nodes.push(node);
  leadership.start();
  return node;
};

describe('The election of a leader', () => {
  let database: TestDatabase;
  let session: Client;
  beforeEach(async () => {
    together = 0;
    database = await createTestDatabase();
    session = new Client({ connectionString: database.url });
    await session.connect();
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map(({ leadership }) => leadership.stop()));
    await session.end();
    await database.drop();
  });

  const works = (...some: readonly { readonly working: boolean }[]) =>
    waitFor(() => some.find(({ working }) => working), { what: 'somebody to lead' });
  const killLeader = () =>
    session.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
                   and database = (select oid from pg_database where datname = current_database())`);

  it('gives the work to one of two', async () => {
    const both = [candidate(database.url), candidate(database.url)];
    const leader = await works(...both);
    const sessions = `select 1 from pg_stat_activity where application_name = 'rushline leader'
                      and datname = current_database() and query ~ 'pg_try_advisory_lock'`;
    await waitFor(async () => ((await session.query(sessions)).rowCount ?? 0) >= 2, {
      what: 'both to have tried',
    });
    expect(both.map(({ working }) => working).sort()).toEqual([false, true]);
    expect(leader).toMatchObject({ starts: 1, leadership: { leading: true } });
  });

  it('hands the work over when the leader stops', async () => {
    const first = candidate(database.url);
    await works(first);
    const second = candidate(database.url);
    await first.leadership.stop();
    expect(first).toMatchObject({ working: false, leadership: { leading: false } });
    await works(second);
    expect(together).toBe(0);
  });

  it('gives the work to the other when the leader loses its session, and the leader does it no more', async () => {
    const first = candidate(database.url, withoutHeartbeat);
    await works(first);
    const second = candidate(database.url);
    await killLeader();
    await waitFor(() => !first.working, { what: 'the first to step down', withinMs: 2_000 });
    await waitFor(() => second.working || first.starts === 2, { what: 'a new term of office' });
    expect(nodes.filter(({ working }) => working)).toHaveLength(1);
  });

  it('gives the work to the other when the leader says nothing any more, as if it were frozen', async () => {
    const first = candidate(database.url, withoutHeartbeat);
    await works(first);
    const second = candidate(database.url);
    await waitFor(() => second.working, { what: 'the other to lead', withinMs: 30_000 });
    await waitFor(() => !first.working, { what: 'the silent one to step down', withinMs: 5_000 });
  });

  it('is never won by a node whose clock is off', async () => {
    const off: NetworkTime = { ...systemTime, utcMs: () => systemTime.utcMs() + 600_000 };
    const [wrong, right] = [candidate(database.url, off), candidate(database.url)];
    await works(right);
    await right.leadership.stop();
    nodes.splice(nodes.indexOf(right), 1);
    await works(candidate(database.url));
    expect(wrong.starts).toBe(0);
  });

  it('is won again by a node that is alone, after it lost its session', async () => {
    const only = candidate(database.url);
    await works(only);
    await killLeader();
    await waitFor(() => only.starts === 2 && only.working, { what: 'a second term' });
  });

  it('goes on trying while PostgreSQL cannot be reached, and can be stopped meanwhile', async () => {
    const nowhere = candidate(database.url.replace(/\/test_\w+/, '/no_such_database'));
    await nowhere.leadership.stop();
    expect(nowhere.starts).toBe(0);
  });
});
