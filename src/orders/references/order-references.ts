import type { Pool } from 'pg';
import { install } from '../../platform/postgres/index.js';

const ORDER_REFERENCES_TABLE = `
  create table if not exists order_reference (
    principal  text        not null,
    reference  text        not null,
    order_id   text        not null,
    command_id text        not null,
    pending    integer     not null default 1,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (principal, reference)
  )`;

/** A storefront’s own name for an order, claimed by the command that is to hold it. */
export interface ReferenceClaim {
  readonly principal: string;
  readonly reference: string;
  readonly orderId: string;
  readonly commandId: string;
}

export type Claimed =
  /** `orderId` is that of the claim: a repeated command has the id of its first sending. */
  | { readonly kind: 'claimed'; readonly orderId: string }
  /** By another command, `ageMs` ago; whether it came to a hold, the order's day knows. */
  | {
      readonly kind: 'taken';
      readonly orderId: string;
      readonly commandId: string;
      readonly ageMs: number;
    };

interface Row {
  readonly order_id: string;
  readonly command_id: string;
  readonly age_ms: string;
}

/**
 * Whose reference names which order: each at most once per principal, committed before the hold is submitted. `pending`
 * counts the requests of the claiming command that were not refused, so that one refused does not give away what
 * another one got.
 */
export class OrderReferences {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<OrderReferences> {
    await install(pool, ORDER_REFERENCES_TABLE);
    return new OrderReferences(pool);
  }

  async claim({ principal, reference, orderId, commandId }: ReferenceClaim): Promise<Claimed> {
    const { rows } = await this.pool.query<Row>(
      `insert into order_reference (principal, reference, order_id, command_id) values ($1, $2, $3, $4)
       on conflict (principal, reference) do update set pending = order_reference.pending + 1
       where order_reference.command_id = excluded.command_id
       returning order_id`,
      [principal, reference, orderId, commandId],
    );
    const [mine] = rows;
    if (mine !== undefined) return { kind: 'claimed', orderId: mine.order_id };
    const taken = await this.find(principal, reference);
    // Given back in this very moment: then it is free.
    return taken ?? this.claim({ principal, reference, orderId, commandId });
  }

  /** Takes over a claim that came to nothing; false where somebody else was faster. */
  async retake({ principal, reference, orderId, commandId }: ReferenceClaim, from: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update order_reference
       set order_id = $3, command_id = $4, pending = 1, claimed_at = clock_timestamp()
       where principal = $1 and reference = $2 and command_id = $5`,
      [principal, reference, orderId, commandId, from],
    );
    return rowCount === 1;
  }

  /** Says that a request of the claiming command was refused. When all were, the reference is free. */
  async giveBack({ principal, reference, commandId }: Omit<ReferenceClaim, 'orderId'>): Promise<void> {
    const claim = [principal, reference, commandId];
    await this.pool.query(
      `update order_reference set pending = pending - 1
       where principal = $1 and reference = $2 and command_id = $3`,
      claim,
    );
    // A request of the same command that came in between counts again, and keeps it.
    await this.pool.query(
      `delete from order_reference
       where principal = $1 and reference = $2 and command_id = $3 and pending <= 0`,
      claim,
    );
  }

  private async find(principal: string, reference: string): Promise<Claimed | undefined> {
    const { rows } = await this.pool.query<Row>(
      `select order_id, command_id, extract(epoch from clock_timestamp() - claimed_at) * 1000 as age_ms
       from order_reference where principal = $1 and reference = $2`,
      [principal, reference],
    );
    return rows.map(
      ({ order_id, command_id, age_ms }) =>
        ({ kind: 'taken', orderId: order_id, commandId: command_id, ageMs: Number(age_ms) }) as const,
    )[0];
  }
}
