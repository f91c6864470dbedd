import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { install } from '../postgres/index.js';
import { KEY_BYTES, type OrderKey } from './seal.js';

interface KeyRow {
  readonly key_id: string;
  readonly key: Buffer | null;
}

/** A table of an earlier release is changed once: changing it waits for everybody who has it open. */
const ORDER_KEYS_TABLE = `
  create table if not exists order_key (
    key_id       text        primary key,
    key          bytea,
    minted_at    timestamptz not null default clock_timestamp(),
    destroyed_at timestamptz,
    kept_at      timestamptz
  );
  do $$ begin
    if not exists (
      select from pg_attribute where attrelid = 'order_key'::regclass and attname = 'kept_at'
    ) then
      alter table order_key
        alter key drop not null,
        add column destroyed_at timestamptz,
        add column kept_at timestamptz;
    end if;
  end $$`;

/** The key of an order whose guest is forgotten: it is gone for good, and none is made in its place. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
}

/** One key per order, in PostgreSQL. Destroying it forgets the guest. */
export class OrderKeys {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<OrderKeys> {
    await install(pool, ORDER_KEYS_TABLE);
    return new OrderKeys(pool);
  }

  /**
   * The order's key, made when it has none; committed when this resolves. Throws KeyDestroyed where it had one once. Asked
   * for again, a key counts as minted anew, so that none is swept while somebody is about to use it.
   */
  async mint(orderId: string): Promise<OrderKey> {
    await this.pool.query(
      `insert into order_key (key_id, key) values ($1, $2)
       on conflict (key_id) do update set minted_at = clock_timestamp()
       where order_key.key is not null and order_key.kept_at is null
         and order_key.minted_at < clock_timestamp() - interval '1 hour'`,
      [orderId, randomBytes(KEY_BYTES)],
    );
    const key = await this.find(orderId);
    if (key === undefined) throw new KeyDestroyed(`the key of ${orderId} was destroyed`);
    return key;
  }

  /** The order's key; undefined where there is none, or none any more. */
  async find(orderId: string): Promise<OrderKey | undefined> {
    const { rows } = await this.pool.query<KeyRow>('select key_id, key from order_key where key_id = $1', [
      orderId,
    ]);
    return rows.flatMap(({ key_id, key }) => (key === null ? [] : [{ keyId: key_id, bytes: key }]))[0];
  }

  /** Destroys the order's key. That it was destroyed stays known. */
  async destroy(orderId: string): Promise<void> {
    await this.pool.query(
      `insert into order_key (key_id, key, destroyed_at) values ($1, null, clock_timestamp())
       on conflict (key_id) do update
       set key = null, destroyed_at = coalesce(order_key.destroyed_at, clock_timestamp())`,
      [orderId],
    );
  }

  /** Orders whose key was minted so many real hours ago and has not been found to be needed; the oldest first. */
  async unjudged(olderThanHours: number, limit: number): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ key_id: string }>(
      `select key_id from order_key
       where key is not null and kept_at is null and minted_at < clock_timestamp() - $1 * interval '1 hour'
       order by minted_at limit $2`,
      [olderThanHours, limit],
    );
    return rows.map(({ key_id }) => key_id);
  }

  /** Notes that an order's key is needed. */
  async keep(orderId: string): Promise<void> {
    await this.pool.query('update order_key set kept_at = clock_timestamp() where key_id = $1', [orderId]);
  }

  /** Deletes a key that nobody needs, unless somebody asked for it meanwhile. Resolves how many that were. */
  async sweep(orderId: string, olderThanHours: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from order_key
       where key_id = $1 and kept_at is null and minted_at < clock_timestamp() - $2 * interval '1 hour'`,
      [orderId, olderThanHours],
    );
    return rowCount ?? 0;
  }
}
