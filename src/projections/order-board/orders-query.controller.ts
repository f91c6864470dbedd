import { Controller, Get, Headers, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { placeOfOrder } from '../../orders/index.js';
import { Operation } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { asEtag, calendarDate } from '../../platform/requests/index.js';
import { OrderKeys, unseal } from '../../platform/sealing/index.js';
import { storeBitsOf } from '../../stores/index.js';
import { Freshness } from '../freshness/index.js';
import { OrderBoardRow } from './order-board.entity.js';

const PAGE_ORDERS_MAX = 1_000;

const page = z.strictObject({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_ORDERS_MAX).default(200),
  status: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
});

const knownStoreId = z.string().refine(text => storeBitsOf(text) !== undefined, 'must be a store id');

const stuckPage = page.omit({ status: true });

@ApiTags('orders')
@Controller()
export class OrdersQueryController {
  constructor(
    private readonly database: DataSource,
    private readonly keys: OrderKeys,
    private readonly freshness: Freshness,
  ) {}

  /** One order, with its guest. Its ETag is the revision of its own last event. */
  @Get('orders/:orderId')
  @Operation('orders.read', 'guest', 'storefront', 'operator')
  async read(
    @Param('orderId') orderId: string,
    @Headers('if-none-match') known: string | undefined,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    await this.freshness.atLeast('order-board', atLeast);
    // What is no order id is not asked of the database: it may hold what no text there can.
    const row =
      placeOfOrder(orderId) && (await this.database.getRepository(OrderBoardRow).findOneBy({ orderId }));
    if (!row) {
      throw new Problem(404, 'ORDER_UNKNOWN', {
        title: `There is no order ${orderId}.`,
        todo: 'Check the order id.',
      });
    }
    const etag = asEtag(BigInt(row.revision));
    void reply.header('etag', etag);
    if (known === etag) {
      void reply.status(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    return { ...shown(row), customer: await this.customerOf(row) };
  }

  /** The orders of a store's day, by slot. */
  @Get('stores/:storeId/days/:businessDate/orders')
  @Operation('orders.board', 'operator', 'storefront')
  async ofDay(
    @Param('storeId', { schema: knownStoreId }) storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
    @Query({ schema: page }) { offset, limit, status }: z.infer<typeof page>,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast('order-board', atLeast);
    const where = {
      storeId,
      businessDate,
      ...(status === undefined ? {} : { status: status as OrderBoardRow['status'] }),
    };
    return this.listed(where, offset, limit);
  }

  /** Orders that need a person, the earliest slot first: what is stuck, and why. */
  @Get('ops/orders/needing-a-person')
  @Operation('ops.stuck', 'operator')
  async stuck(@Query({ schema: stuckPage }) { offset, limit }: z.infer<typeof stuckPage>): Promise<object> {
    return this.listed({ status: 'needs-a-person' }, offset, limit);
  }

  private async listed(
    where: FindOptionsWhere<OrderBoardRow>,
    offset: number,
    limit: number,
  ): Promise<object> {
    const [rows, total] = await this.database.getRepository(OrderBoardRow).findAndCount({
      where,
      order: { slot: 'ASC', orderId: 'ASC' },
      skip: offset,
      take: limit,
    });
    return { total, orders: rows.map(shown) };
  }

  /** Who ordered, unsealed; a missing key is said, never guessed around. */
  private async customerOf({ orderId, customer, details }: OrderBoardRow): Promise<unknown> {
    if (customer === null) return undefined;
    if (details.forgotten === true) return { forgotten: true };
    const key = await this.keys.find(orderId);
    return key === undefined ? { unavailable: 'the key of this order is missing' } : unseal(key, customer);
  }
}

const shown = ({ storeId, businessDate, details }: OrderBoardRow): object => ({
  ...details,
  storeId,
  businessDate,
});
