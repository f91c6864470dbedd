import { Client, Pool } from 'pg';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { installLeases, LEASE_MS, Leases } from '../../src/platform/leases/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { waitFor } from '../equipment/wait-for.js';

const ACCOUNT = 'pos-account/north';

/** Network time in which whoever holds a lease never comes to renew it: a node that was stopped in its tracks. */
const frozenAfterFirstRound = (): NetworkTime => ({
  ...systemTime,
  sleep: (ms, signal) => systemTime.sleep(ms > 500 ? 3_600_000 : ms, signal),
});

describe('A lease', () => {
  let database: TestDatabase;
  let session: Client;
  const nodes: Leases[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.url });
    await installLeases(pool);
    await pool.end();
    session = new Client({ connectionString: database.url });
    await session.connect();
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map(node => node.stop()));
    await session.end();
    await database.drop();
  });

  const node = (holder: string, network: NetworkTime = systemTime) => {
    const leases = new Leases({ url: database.url, holder, network, report: () => undefined });
    const told: string[] = [];
    leases.listen({ taken: (_, epoch) => told.push(`taken ${epoch}`), lost: () => told.push('lost') });
    leases.want(ACCOUNT);
    leases.start();
    nodes.push(leases);
    return { leases, told, epoch: () => leases.epochOf(ACCOUNT) };
  };
  const holds = (one: { readonly epoch: () => number | undefined }, withinMs = 10_000) =>
    waitFor(() => one.epoch(), { what: 'the node to hold the lease', withinMs });
  const hasTried = (holder: string) =>
    waitFor(
      async () => {
        const asked = await session.query(
          `select from pg_stat_activity where application_name = 'rushline leases' and query like '%insert into lease%'
           and datname = current_database()`,
        );
        return (asked.rowCount ?? 0) >= 2;
      },
      { what: `${holder} to have tried` },
    );
  const endSessionOf = (holder: string) =>
    session.query('select pg_terminate_backend(session_pid) from lease where holder = $1', [holder]);

  it('has one holder, who is told its epoch', async () => {
    const first = node('first');
    expect(await holds(first)).toBe(1);
    const second = node('second');
    await hasTried('second');
    expect(first.told).toEqual(['taken 1']);
    expect(second.told).toEqual([]);
    expect(second.epoch()).toBeUndefined();
  });

  it('goes to another at once, with a higher epoch, when its holder gives it back', async () => {
    const first = node('first');
    await holds(first);
    const second = node('second');
    await first.leases.stop();
    expect(first.told).toEqual(['taken 1', 'lost']);
    expect(await holds(second)).toBe(2);
  });

  it('goes to another as soon as the session of its holder has ended, however long it was to last', async () => {
    const first = node('first', frozenAfterFirstRound());
    await holds(first);
    await session.query(`update lease set expires_at = 'infinity'`);
    const second = node('second');
    await endSessionOf('first');
    expect(await holds(second)).toBe(2);
    await waitFor(() => first.epoch() === undefined, { what: 'the first to know' });
    expect(first.told).toEqual(['taken 1', 'lost']);
  });

  it('goes to another when its holder has not renewed it in time, though its session lives', async () => {
    const first = node('first', frozenAfterFirstRound());
    await holds(first);
    const second = node('second');
    expect(await holds(second, 2 * LEASE_MS)).toBe(2);
    // The first knows by its own monotonic clock, before PostgreSQL gives the lease away.
    expect(first.epoch()).toBeUndefined();
  });

  it('is not taken from a holder that renews it, however often others try', async () => {
    const first = node('first');
    await holds(first);
    await session.query(`update lease set taken_at = taken_at - interval '1 hour'`);
    const second = node('second');
    await hasTried('second');
    const expiryUnlessRenewed = new Date(systemTime.utcMs() + LEASE_MS);
    const renewed = async () => {
      const { rows } = await session.query<{ renewed: boolean }>(
        `select expires_at > $1::timestamptz as renewed from lease`,
        [expiryUnlessRenewed],
      );
      return rows[0]?.renewed === true;
    };
    await waitFor(renewed, { what: 'the first to have renewed it' });
    expect(second.told).toEqual([]);
  });

  it('has its epoch raised above one that somebody claims, by its holder alone', async () => {
    const first = node('first');
    await holds(first);
    const second = node('second');
    await hasTried('second');
    expect(await second.leases.raiseAbove(ACCOUNT, 7)).toBe(false);
    expect(await first.leases.raiseAbove(ACCOUNT, 7)).toBe(true);
    expect(first.epoch()).toBe(8);
    expect(first.told).toEqual(['taken 1', 'taken 8']);
  });

  it('keeps its epoch where the same node finds it again, and gets a higher one for a node that was started anew', async () => {
    const first = node('first');
    await holds(first);
    await endSessionOf('first');
    await waitFor(() => first.told.length === 3, { what: 'the first to hold it again', withinMs: 10_000 });
    expect(first.told).toEqual(['taken 1', 'lost', 'taken 1']);
    await first.leases.stop();
    expect(await holds(node('first, started anew'))).toBe(2);
  });
});
