import type { Pool } from 'pg';
import type { WebhookType } from '../domain/webhook.js';

/** Secrets a target may have at a time: one, and while it is replaced the new one beside it. */
export const SECRETS_MAX = 2;

export interface TargetSettings {
  /** A storefront’s word counts as its knowing; alarm receivers only hear. */
  readonly receiver: 'storefront' | 'alarms';
  /** Whose orders it hears of; all where it is left out. */
  readonly principal?: string | undefined;
  readonly url: string;
  readonly events: readonly WebhookType[];
}

export interface Target extends TargetSettings {
  readonly targetId: string;
  readonly registeredAt: string;
  readonly secrets: readonly { readonly secretId: string; readonly mintedAt: string }[];
}

/** What it takes to send to a target. */
export interface Addressee {
  readonly url: string;
  readonly receiver: TargetSettings['receiver'];
  /** The oldest first. */
  readonly secrets: readonly string[];
}

export interface NewSecret {
  readonly secretId: string;
  readonly secret: string;
}

interface TargetRow {
  readonly target_id: string;
  readonly receiver: TargetSettings['receiver'];
  readonly principal: string | null;
  readonly url: string;
  readonly events: readonly WebhookType[];
  readonly registered_at: Date;
  readonly secrets: Target['secrets'];
}

const SHOWN = `
  select t.target_id, receiver, principal, url, events, registered_at,
    coalesce((
      select jsonb_agg(jsonb_build_object('secretId', secret_id, 'mintedAt', minted_at) order by minted_at)
      from webhook_secret s where s.target_id = t.target_id
    ), '[]') as secrets
  from webhook_target t`;

/** Who is told of what, and the secrets it is signed with. A secret leaves here to sign, and by no other way. */
export class Targets {
  constructor(private readonly pool: Pool) {}

  async list(): Promise<readonly Target[]> {
    const { rows } = await this.pool.query<TargetRow>(`${SHOWN} order by registered_at, target_id`);
    return rows.map(shown);
  }

  async find(targetId: string): Promise<Target | undefined> {
    const { rows } = await this.pool.query<TargetRow>(`${SHOWN} where t.target_id = $1`, [targetId]);
    return rows.map(shown)[0];
  }

  /**
   * Registers a target that hears of what comes after a position. Registered before under this id, it stays as it is:
   * `registered` is false, and the fingerprint is that of the first time.
   */
  async register(
    {
      targetId,
      afterPosition,
      fingerprint,
    }: {
      readonly targetId: string;
      readonly afterPosition: bigint;
      readonly fingerprint: string;
    },
    { receiver, principal, url, events }: TargetSettings,
    secret: NewSecret,
  ): Promise<{ readonly registered: boolean; readonly fingerprint: string }> {
    const { rowCount } = await this.pool.query(
      `with target as (
         insert into webhook_target (target_id, receiver, principal, url, events, after_position, fingerprint)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning target_id
       )
       insert into webhook_secret (secret_id, target_id, secret) select $8, target_id, $9 from target`,
      [
        targetId,
        receiver,
        principal ?? null,
        url,
        events,
        afterPosition.toString(),
        fingerprint,
        secret.secretId,
        secret.secret,
      ],
    );
    if (rowCount === 1) return { registered: true, fingerprint };
    const { rows } = await this.pool.query<{ fingerprint: string }>(
      'select fingerprint from webhook_target where target_id = $1',
      [targetId],
    );
    return { registered: false, fingerprint: rows[0]?.fingerprint ?? '' };
  }

  async change(targetId: string, { receiver, principal, url, events }: TargetSettings): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update webhook_target set receiver = $2, principal = $3, url = $4, events = $5 where target_id = $1`,
      [targetId, receiver, principal ?? null, url, events],
    );
    return rowCount === 1;
  }

  /** Removes a target with its secrets and all that it was still to be told. */
  async remove(targetId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('delete from webhook_target where target_id = $1', [targetId]);
    return rowCount === 1;
  }

  /** Adds a secret beside the one there is; false where it was added before. */
  async addSecret(
    targetId: string,
    { secretId, secret }: NewSecret,
  ): Promise<'added' | 'known' | 'too-many'> {
    const { rowCount } = await this.pool.query(
      `insert into webhook_secret (secret_id, target_id, secret)
       select $2, target_id, $3 from (select target_id from webhook_target where target_id = $1 for update) t
       where (select count(*) from webhook_secret s where s.target_id = $1) < $4
       on conflict do nothing`,
      [targetId, secretId, secret, SECRETS_MAX],
    );
    if (rowCount === 1) return 'added';
    const target = await this.find(targetId);
    return target?.secrets.some(known => known.secretId === secretId) === true ? 'known' : 'too-many';
  }

  /** Retires a secret; refuses the last one. What is gone already is retired. */
  async retireSecret(targetId: string, secretId: string): Promise<'retired' | 'last'> {
    await this.pool.query(
      `with target as (select target_id from webhook_target where target_id = $1 for update)
       delete from webhook_secret using target
       where secret_id = $2 and webhook_secret.target_id = target.target_id
         and (select count(*) from webhook_secret s where s.target_id = $1) > 1`,
      [targetId, secretId],
    );
    const target = await this.find(targetId);
    return target?.secrets.some(known => known.secretId === secretId) === true ? 'last' : 'retired';
  }

  async addressee(targetId: string): Promise<Addressee | undefined> {
    const { rows } = await this.pool.query<Addressee>(
      `select url, receiver, array(
         select secret from webhook_secret s where s.target_id = t.target_id order by minted_at
       ) as secrets
       from webhook_target t where target_id = $1`,
      [targetId],
    );
    return rows[0];
  }
}

const shown = ({ target_id, registered_at, principal, ...rest }: TargetRow): Target => ({
  targetId: target_id,
  ...rest,
  ...(principal === null ? {} : { principal }),
  registeredAt: registered_at.toISOString(),
});
