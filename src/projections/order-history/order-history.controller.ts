import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { placeOfOrder } from '../../orders/index.js';
import { Operation } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { OrderHistory } from './order-history.js';

const PAGE_ENTRIES_MAX = 500;

const page = z.strictObject({
  from: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the `next` of the page before')
    .transform(BigInt)
    .optional()
    .describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(PAGE_ENTRIES_MAX).default(100),
});

@ApiTags('orders')
@Controller('orders')
export class OrderHistoryController {
  constructor(private readonly history: OrderHistory) {}

  /** What happened to an order, by whom and because of what, read from the log. What guests told stays sealed. */
  @Get(':orderId/history')
  @Operation('orders.history', 'operator', 'auditor')
  async read(
    @Param('orderId') orderId: string,
    @Query({ schema: page }) { from = 0n, limit }: z.infer<typeof page>,
  ): Promise<object> {
    const place = placeOfOrder(orderId);
    const found = place && (await this.history.of(orderId, place, from, limit));
    // A later page may have nothing more; the first one has the hold at least.
    if (found === undefined || (from === 0n && found.entries.length === 0 && found.next === undefined)) {
      throw new Problem(404, 'ORDER_UNKNOWN', {
        title: `There is no order ${orderId}.`,
        todo: 'Check the order id.',
      });
    }
    return { orderId, ...found };
  }
}
