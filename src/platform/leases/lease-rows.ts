import type { ClientBase, Pool } from 'pg';
import { install } from '../postgres/index.js';

/** One row a lease: who holds it, how often it changed hands, and the session whose end gives it free at once. */
const LEASES_TABLE = `
  create table if not exists lease (
    name            text        primary key,
    holder          text        not null,
    epoch           bigint      not null,
    session_pid     int         not null,
    session_started timestamptz not null,
    taken_at        timestamptz not null,
    expires_at      timestamptz not null
  )`;

/**
 * Takes what is free and renews what is ours, in one statement. Free is what has expired by PostgreSQL's clock, and what
 * was held through a session that has ended: a node that was killed is not waited for.
 */
const TAKE_OR_RENEW = `
  insert into lease (name, holder, epoch, session_pid, session_started, taken_at, expires_at)
  select wanted, $2, 1, mine.pid, mine.backend_start, clock_timestamp(),
         clock_timestamp() + make_interval(secs => $3)
  from unnest($1::text[]) as wanted, pg_stat_activity as mine
  where mine.pid = pg_backend_pid()
  order by wanted
  on conflict (name) do update
  set holder = excluded.holder,
      epoch = lease.epoch + case when lease.holder = excluded.holder then 0 else 1 end,
      session_pid = excluded.session_pid,
      session_started = excluded.session_started,
      taken_at = case when lease.holder = excluded.holder then lease.taken_at else excluded.taken_at end,
      expires_at = excluded.expires_at
  where lease.holder = excluded.holder
     or lease.expires_at < clock_timestamp()
     or not exists (select from pg_stat_activity as other
                    where other.pid = lease.session_pid and other.backend_start = lease.session_started)
  returning name, epoch`;

const RAISE = `
  update lease set epoch = greatest(epoch, $3) + 1 where name = $1 and holder = $2 returning epoch`;

/** Given back, a lease is free at once; its epoch stays, so that the next holder has a higher one. */
const GIVE_BACK = `
  update lease set expires_at = '-infinity' where name = any($1) and holder = $2`;

interface EpochRow {
  readonly name: string;
  readonly epoch: string;
}

/** Makes the table where it is missing. */
export const installLeases = (pool: Pool): Promise<void> => install(pool, LEASES_TABLE);

/** Returns the names that `holder` holds now for `leaseMs`, each with its epoch. */
export const takeOrRenew = async (
  session: ClientBase,
  names: readonly string[],
  holder: string,
  leaseMs: number,
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await session.query<EpochRow>(TAKE_OR_RENEW, [names, holder, leaseMs / 1_000]);
  return new Map(rows.map(({ name, epoch }) => [name, Number(epoch)]));
};

/** Raises the epoch of a lease above another; undefined where somebody else holds it. */
export const raiseAbove = async (
  session: ClientBase,
  name: string,
  holder: string,
  epoch: number,
): Promise<number | undefined> => {
  const { rows } = await session.query<Pick<EpochRow, 'epoch'>>(RAISE, [name, holder, epoch]);
  return rows[0] === undefined ? undefined : Number(rows[0].epoch);
};

export const giveBack = async (
  session: ClientBase,
  names: readonly string[],
  holder: string,
): Promise<void> => {
  await session.query(GIVE_BACK, [names, holder]);
};
