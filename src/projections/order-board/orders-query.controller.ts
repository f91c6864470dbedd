import { Controller, Get, Headers, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { placeOfOrder } from '../../orders/index.js';
import { Operation, type Principal } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { asEtag, calendarDate, Caller } from '../../platform/requests/index.js';
import { OrderKeys, unseal } from '../../platform/sealing/index.js';
import { Freshness } from '../freshness/index.js';
import { knownStoreId } from '../query-fields.js';
import { BoardPages } from './board-pages.js';
import * as query from './board-query.js';
import { ORDER_BOARD } from './order-board.js';
import type { OrderBoardRow } from './order-board.entity.js';

@ApiTags('orders')
@Controller()
export class OrdersQueryController {
  constructor(
    private readonly board: BoardPages,
    private readonly keys: OrderKeys,
    private readonly freshness: Freshness,
  ) {}

  /** The orders a storefront holds or held under a reference of its own. */
  @Get('orders')
  @Operation('orders.find', 'storefront')
  async find(
    @Query({ schema: query.referenceQuery }) { reference }: query.ReferenceQuery,
    @Caller() caller: Principal,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(ORDER_BOARD, atLeast);
    return { orders: await this.board.byReference(caller.id, reference) };
  }

  /** One order, with its guest. Its ETag is the revision of its own last event. */
  @Get('orders/:orderId')
  @Operation('orders.read', 'guest', 'storefront', 'operator')
  async read(
    @Param('orderId') orderId: string,
    @Headers('if-none-match') known: string | undefined,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    await this.freshness.atLeast(ORDER_BOARD, atLeast);
    // What is no order id is not asked of the database: it may hold what no text there can.
    const row = placeOfOrder(orderId) && (await this.board.find(orderId));
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
    // Nothing in here changes without an event of the order: that its day sells its slot no longer is for the boards.
    const { storeId, businessDate, details } = row;
    return { ...details, storeId, businessDate, customer: await this.customerOf(row) };
  }

  /** The orders of a store's day, by slot. */
  @Get('stores/:storeId/days/:businessDate/orders')
  @Operation('orders.board', 'operator', 'storefront')
  async ofDay(
    @Param('storeId', { schema: knownStoreId }) storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
    @Query({ schema: query.boardQuery }) asked: query.BoardQuery,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(ORDER_BOARD, atLeast);
    return this.board.ofDay({ storeId, businessDate }, asked);
  }

  /** Who ordered, unsealed; a missing key is said, never guessed around. */
  private async customerOf({ orderId, customer, details }: OrderBoardRow): Promise<unknown> {
    if (customer === null) return undefined;
    if (details.forgotten === true) return { forgotten: true };
    const key = await this.keys.find(orderId);
    return key === undefined ? { unavailable: 'the key of this order is missing' } : unseal(key, customer);
  }
}
