import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { install } from '../postgres/index.js';
import { KEY_BYTES, type OrderKey } from './seal.js';

interface KeyRow {
  readonly key_id: string;
  readonly key: Buffer;
}

const ORDER_KEYS_TABLE = `
  create table if not exists order_key (
    key_id    text        primary key,
    key       bytea       not null,
    minted_at timestamptz not null default clock_timestamp()
  )`;

/** One key per order, in PostgreSQL. Destroying it forgets the guest. */
export class OrderKeys {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<OrderKeys> {
    await install(pool, ORDER_KEYS_TABLE);
    return new OrderKeys(pool);
  }

  /** The order's key, made when it has none; committed when this resolves. */
  async mint(orderId: string): Promise<OrderKey> {
    await this.pool.query('insert into order_key (key_id, key) values ($1, $2) on conflict do nothing', [
      orderId,
      randomBytes(KEY_BYTES),
    ]);
    const key = await this.find(orderId);
    if (key === undefined) throw new Error(`the key of ${orderId} vanished while it was minted`);
    return key;
  }

  async find(orderId: string): Promise<OrderKey | undefined> {
    const { rows } = await this.pool.query<KeyRow>('select key_id, key from order_key where key_id = $1', [
      orderId,
    ]);
    return rows.map(({ key_id, key }) => ({ keyId: key_id, bytes: key }))[0];
  }
}
