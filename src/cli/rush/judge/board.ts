import PQueue from 'p-queue';
import { z } from 'zod';
import type { HttpApi } from '../http-api.js';

const PAGE_ORDERS = 200;
const BOARDS_AT_ONCE = 4;

const lineSchema = z.object({ quantity: z.number(), unitPrice: z.number(), prepSeconds: z.number() });

const rowSchema = z.object({
  orderId: z.string(),
  slot: z.string(),
  status: z.string(),
  lines: z.array(lineSchema).optional(),
  confirmedAt: z.string().optional(),
  deliveredAt: z.string().optional(),
});

const pageSchema = z.object({ total: z.number(), orders: z.array(rowSchema) });

/** An order, or a hold, as its store's board shows it. */
export type BoardRow = z.infer<typeof rowSchema>;

/** The order boards of the rush's stores, by the stores' places in the plan. Read a page at a time, never order by order. */
export class Boards {
  readonly rows = new Map<number, readonly BoardRow[]>();
  private readonly queue = new PQueue({ concurrency: BOARDS_AT_ONCE });

  constructor(
    private readonly server: HttpApi,
    private readonly storeIds: readonly string[],
    private readonly businessDate: string,
  ) {}

  /** Reads the boards of these stores anew. Throws Unanswered. */
  async read(stores: Iterable<number>): Promise<void> {
    await Promise.all(
      [...stores].map(store =>
        this.queue.add(async () => this.rows.set(store, await this.readBoard(this.storeIds[store] ?? ''))),
      ),
    );
  }

  async readAll(): Promise<void> {
    await this.read(this.storeIds.keys());
  }

  private async readBoard(storeId: string): Promise<readonly BoardRow[]> {
    const rows: BoardRow[] = [];
    for (;;) {
      const path = `/stores/${storeId}/days/${this.businessDate}/orders?offset=${rows.length}&limit=${PAGE_ORDERS}`;
      const { total, orders } = pageSchema.parse((await this.server.ask({ path })).body);
      rows.push(...orders);
      if (orders.length === 0 || rows.length >= total) return rows;
    }
  }
}
