import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';
import { listen } from './listen.js';

/*
 * What most shops do: a counter per slot in a row, one conditional UPDATE and the hold's own INSERT, in one statement
 * and one commit of their own per request. Bare Fastify, a pool of 20, prepared statements.
 *   node dist/bench/baselines/row-lock.js DATABASE_URL
 */
const POOL_CONNECTIONS = 20;
const CAPACITY = 1_000_000;

const TABLES = `
  create table if not exists slot (
    store text not null, day text not null, slot_start text not null,
    used int not null default 0, capacity int not null default ${CAPACITY},
    primary key (store, day, slot_start)
  );
  create table if not exists hold (
    id uuid primary key, store text not null, day text not null, slot_start text not null,
    items int not null, amount int not null, prep_seconds int not null, idempotency_key text not null,
    expires_at timestamptz not null default clock_timestamp() + interval '2 hours'
  )`;

const TAKE = `
  with taken as (
    update slot set used = used + $5
    where store = $2 and day = $3 and slot_start = $4 and used + $5 <= capacity
    returning store
  )
  insert into hold (id, store, day, slot_start, items, amount, prep_seconds, idempotency_key)
  select $1, $2, $3, $4, $5, $6, $7, $8 from taken
  returning expires_at`;

interface Body {
  readonly slot: string;
  readonly items: number;
  readonly amount: number;
  readonly prepSeconds: number;
}

const pool = new pg.Pool({ connectionString: process.argv[2], max: POOL_CONNECTIONS });
await pool.query(TABLES);

const server = fastify();
server.post<{ Params: { store: string; day: string }; Body: Body }>(
  '/stores/:store/days/:day/holds',
  async ({ params: { store, day }, body: { slot, items, amount, prepSeconds }, headers }, reply) => {
    const id = randomUUID();
    const { rows } = await pool.query<{ expires_at: Date }>({
      name: 'take',
      text: TAKE,
      values: [id, store, day, slot, items, amount, prepSeconds, headers['idempotency-key']],
    });
    if (rows[0] === undefined) return reply.status(409).send({ code: 'SLOT_FULL' });
    return reply.status(201).send({ status: 'held', orderId: id, slot, expiresAt: rows[0].expires_at });
  },
);
await listen(server);
