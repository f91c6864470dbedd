import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { install } from '../postgres/index.js';
import { KEY_BYTES, type OrderKey } from './seal.js';

interface KeyRow {
  readonly key_id: string;
  readonly key: Buffer | null;
}

const ORDER_KEYS_TABLE = `
  create table if not exists order_key (
    key_id    text        primary key,
    key       bytea       not null,
    minted_at timestamptz not null default clock_timestamp()
  );
  alter table order_key
    alter key drop not null,
    add column if not exists destroyed_at timestamptz`;

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

  /** The order's key, made when it has none; committed when this resolves. Throws KeyDestroyed where it had one once. */
  async mint(orderId: string): Promise<OrderKey> {
    await this.pool.query('insert into order_key (key_id, key) values ($1, $2) on conflict do nothing', [
      orderId,
      randomBytes(KEY_BYTES),
    ]);
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
}
