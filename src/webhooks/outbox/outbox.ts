import type { Pool, PoolClient } from 'pg';
import type { WebhookType } from '../domain/webhook.js';

/** A webhook as it is told to every target that wants it: one event, one id, one body. */
export interface Webhook {
  readonly webhookId: string;
  readonly position: bigint;
  readonly type: WebhookType;
  readonly orderId: string;
  readonly principal: string;
  readonly body: string;
}

/** What one target is still to be told. */
export interface Due {
  readonly position: string;
  readonly webhookId: string;
  readonly orderId: string;
  readonly type: WebhookType;
  readonly body: string;
  readonly attempts: number;
  /** Real milliseconds since it was first tried. */
  readonly triedForMs: number;
}

/** What was put aside is dropped after so long; replaying its target from its position brings it back. */
const FAILED_KEPT_DAYS = 30;
const SHOWN_MAX = 200;

/** The first of its order that is left, and not put aside: what comes after it waits for it. */
const IS_NEXT_OF_ORDER = `state = 'pending' and not exists (
    select from webhook_outbox e
    where e.target_id = o.target_id and e.order_id = o.order_id and e.position < o.position
  ) and o.order_id <> all ($2)`;

const WEBHOOKS = `jsonb_to_recordset($1) as w
  (position numeric, "webhookId" uuid, type text, "orderId" text, principal text, body text)`;

/** What is to be told to whom, until it is told. */
export class Outbox {
  constructor(private readonly pool: Pool) {}

  /** Adds webhooks for every target that wants them, within the transaction of `client`. Resolves those targets. */
  async add(client: PoolClient, webhooks: readonly Webhook[]): Promise<readonly string[]> {
    const { rows } = await client.query<{ target_id: string }>(
      `insert into webhook_outbox (target_id, position, webhook_id, order_id, type, body)
       select target_id, w.position, w."webhookId", w."orderId", w.type, w.body
       from ${WEBHOOKS} join webhook_target t on w.type = any (t.events)
         and (t.principal is null or t.principal = w.principal) and t.after_position < w.position
       on conflict do nothing
       returning target_id`,
      [asJson(webhooks)],
    );
    return [...new Set(rows.map(({ target_id }) => target_id))];
  }

  /** Adds webhooks for one target once more, whether or not it was told. Resolves how many it wants. */
  async addAgain(targetId: string, webhooks: readonly Webhook[]): Promise<number> {
    const { rowCount } = await this.pool.query(
      `insert into webhook_outbox (target_id, position, webhook_id, order_id, type, body)
       select target_id, w.position, w."webhookId", w."orderId", w.type, w.body
       from ${WEBHOOKS} join webhook_target t on w.type = any (t.events)
         and (t.principal is null or t.principal = w.principal)
       where target_id = $2
       on conflict (target_id, position) do update
       set state = 'pending', attempts = 0, first_tried_at = null, next_try_at = clock_timestamp(), why = null`,
      [asJson(webhooks), targetId],
    );
    return rowCount ?? 0;
  }

  /** Targets that are still to be told something. */
  async waiting(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ target_id: string }>(
      `select target_id from webhook_target t where exists
         (select from webhook_outbox o where o.target_id = t.target_id and state = 'pending')`,
    );
    return rows.map(({ target_id }) => target_id);
  }

  /** What may be sent to a target now, of orders that are not being told just now. */
  async due(targetId: string, underWay: readonly string[], limit: number): Promise<readonly Due[]> {
    const { rows } = await this.pool.query<Due>(
      `select position::text, webhook_id as "webhookId", order_id as "orderId", type, body, attempts,
         coalesce(extract(epoch from clock_timestamp() - first_tried_at) * 1000, 0)::float8 as "triedForMs"
       from webhook_outbox o
       where target_id = $1 and next_try_at <= clock_timestamp() and ${IS_NEXT_OF_ORDER}
       order by next_try_at, position limit $3`,
      [targetId, underWay, limit],
    );
    return rows;
  }

  /** In how many milliseconds the next may be sent; undefined where nothing waits for its time. */
  async nextInMs(targetId: string, underWay: readonly string[]): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ ms: number | null }>(
      `select extract(epoch from min(next_try_at) - clock_timestamp())::float8 * 1000 as ms
       from webhook_outbox o where target_id = $1 and ${IS_NEXT_OF_ORDER}`,
      [targetId, underWay],
    );
    return rows[0]?.ms ?? undefined;
  }

  async told(targetId: string, position: string): Promise<void> {
    await this.pool.query('delete from webhook_outbox where target_id = $1 and position = $2', [
      targetId,
      position,
    ]);
  }

  /** Notes a try in vain; the next is to come after a pause. */
  async tryAgain(targetId: string, { position }: Due, why: string, pauseMs: number): Promise<void> {
    await this.pool.query(
      `update webhook_outbox set attempts = attempts + 1, why = $3,
         first_tried_at = coalesce(first_tried_at, clock_timestamp()),
         next_try_at = clock_timestamp() + $4 * interval '1 millisecond'
       where target_id = $1 and position = $2`,
      [targetId, position, why, pauseMs],
    );
  }

  /** Puts a webhook aside for a person. */
  async giveUp(targetId: string, { position }: Due, why: string): Promise<void> {
    await this.pool.query(
      `update webhook_outbox set state = 'failed', attempts = attempts + 1, why = $3
       where target_id = $1 and position = $2`,
      [targetId, position, why],
    );
    await this.pool.query(
      `delete from webhook_outbox where target_id = $1 and state = 'failed'
         and first_tried_at < clock_timestamp() - $2 * interval '1 day'`,
      [targetId, FAILED_KEPT_DAYS],
    );
  }

  /** Lets everything, or one webhook, be tried at once, what was put aside too. Resolves how many that are. */
  async retry(targetId: string, webhookId?: string): Promise<number> {
    const { rowCount } = await this.pool.query(
      `update webhook_outbox
       set state = 'pending', next_try_at = clock_timestamp(),
         first_tried_at = case state when 'failed' then null else first_tried_at end
       where target_id = $1 and ($2::uuid is null or webhook_id = $2)`,
      [targetId, webhookId ?? null],
    );
    return rowCount ?? 0;
  }

  /** What a target was not told yet, what was put aside first, and why. */
  async untold(targetId: string): Promise<object> {
    const { rows: counts } = await this.pool.query<{ pending: number; failed: number }>(
      `select (count(*) filter (where state = 'pending'))::int as pending,
         (count(*) filter (where state = 'failed'))::int as failed
       from webhook_outbox where target_id = $1`,
      [targetId],
    );
    const { rows } = await this.pool.query<object>(
      `select webhook_id as "webhookId", order_id as "orderId", type, position::text, state, attempts, why,
         case state when 'pending' then next_try_at end as "nextTryAt"
       from webhook_outbox where target_id = $1 order by state, position limit $2`,
      [targetId, SHOWN_MAX],
    );
    return { ...counts[0], untold: rows };
  }
}

const asJson = (webhooks: readonly Webhook[]): string =>
  JSON.stringify(webhooks.map(webhook => ({ ...webhook, position: webhook.position.toString() })));
