import type { Pool, PoolClient } from 'pg';
import { FollowerMustStop, type EventStore } from '../../event-sourcing/index.js';

/** How far the log has been read for webhooks, and the proof that nobody else does it. */
export class WebhookCheckpoint {
  private at = 0n;

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
  ) {}

  get position(): bigint {
    return this.at;
  }

  /** Reads where it stands. A new one stands at the log's head: nobody asked to be told of what was before. */
  async begin(): Promise<bigint> {
    const { logId } = this.store;
    const head = await this.store.head();
    await this.pool.query(
      'insert into webhook_checkpoint (log_id, position) values ($1, $2) on conflict do nothing',
      [logId, head.toString()],
    );
    const { rows } = await this.pool.query<{ log_id: string; position: string }>(
      'select log_id, position::text from webhook_checkpoint',
    );
    const [row] = rows;
    if (row?.log_id !== logId || BigInt(row.position) > head) {
      throw new FollowerMustStop(
        'the log is older than what webhooks were told of: it was replaced or restored',
      );
    }
    this.at = BigInt(row.position);
    return this.at;
  }

  /** Does `work` in one transaction with the move. Where somebody else moved it, nothing of that stays. */
  async moving<Result>(to: bigint, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      const { rowCount } = await client.query(
        'update webhook_checkpoint set position = $1 where position = $2',
        [to.toString(), this.at.toString()],
      );
      if (rowCount !== 1) throw new Error('another process moved the checkpoint of the webhooks');
      await client.query('commit');
      this.at = to;
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}
