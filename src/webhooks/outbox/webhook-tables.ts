import type { Pool } from 'pg';
import { install } from '../../platform/postgres/index.js';

const WEBHOOK_TABLES = `
  create table if not exists webhook_target (
    target_id      uuid        primary key,
    receiver       text        not null check (receiver in ('storefront', 'alarms')),
    principal      text,
    url            text        not null,
    events         text[]      not null,
    after_position numeric(20) not null,
    fingerprint    text        not null,
    registered_at  timestamptz not null default clock_timestamp()
  );
  create table if not exists webhook_secret (
    secret_id uuid        primary key,
    target_id uuid        not null references webhook_target on delete cascade,
    secret    text        not null,
    minted_at timestamptz not null default clock_timestamp()
  );
  create index if not exists webhook_secret_of_target on webhook_secret (target_id);
  create table if not exists webhook_outbox (
    target_id      uuid        not null references webhook_target on delete cascade,
    position       numeric(20) not null,
    webhook_id     uuid        not null,
    order_id       text        not null,
    type           text        not null,
    body           text        not null,
    state          text        not null default 'pending' check (state in ('pending', 'failed')),
    attempts       integer     not null default 0,
    first_tried_at timestamptz,
    next_try_at    timestamptz not null default clock_timestamp(),
    why            text,
    primary key (target_id, position)
  );
  create index if not exists webhook_outbox_of_order on webhook_outbox (target_id, order_id, position);
  create index if not exists webhook_outbox_due on webhook_outbox (target_id, next_try_at) where state = 'pending';
  create table if not exists webhook_checkpoint (
    only_one boolean     primary key default true check (only_one),
    log_id   text        not null,
    position numeric(20) not null
  )`;

/** Makes the tables of the room. Targets are configuration, and the outbox is work: neither is made again by a rebuild. */
export const installWebhookTables = (pool: Pool): Promise<void> => install(pool, WEBHOOK_TABLES);
