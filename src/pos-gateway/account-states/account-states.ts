import type { Pool } from 'pg';
import { install } from '../../platform/postgres/index.js';

const ACCOUNT_STATES_TABLE = `
  create table if not exists pos_account_state (
    account   text        primary key,
    suspended boolean     not null,
    why       text,
    since     timestamptz not null default clock_timestamp()
  )`;

/** Whether an account is suspended, for people and for the next start. */
export interface AccountState {
  readonly account: string;
  readonly suspended: boolean;
  /** What the POS said; null where it serves the account. */
  readonly why: string | null;
  readonly since: Date;
}

/** Which accounts are suspended, and which were. Losing a row is safe: the POS says so again to the next call. */
export class AccountStates {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<AccountStates> {
    await install(pool, ACCOUNT_STATES_TABLE);
    return new AccountStates(pool);
  }

  async all(): Promise<readonly AccountState[]> {
    const { rows } = await this.pool.query<AccountState>(
      'select account, suspended, why, since from pos_account_state order by account',
    );
    return rows;
  }

  /** Told what is known already, it keeps since when it is so. */
  async note(account: string, why: string | undefined): Promise<void> {
    await this.pool.query(
      `insert into pos_account_state (account, suspended, why) values ($1, $2, $3)
       on conflict (account) do update set suspended = $2, why = $3, since = clock_timestamp()
       where pos_account_state.suspended <> $2`,
      [account, why !== undefined, why ?? null],
    );
  }
}
