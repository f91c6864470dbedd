import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/identity/index.js';
import { calendarDate } from '../../platform/requests/index.js';
import { Freshness } from '../freshness/index.js';
import { knownStoreId } from '../query-fields.js';
import { DELIVERY_BOARD } from './delivery-board.js';
import { DeliveryPages } from './delivery-pages.js';
import * as query from './delivery-query.js';

@ApiTags('operations')
@Controller()
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveryPages,
    private readonly freshness: Freshness,
  ) {}

  /** How the orders of a store's day are being handed over, the earliest due first. */
  @Get('stores/:storeId/days/:businessDate/deliveries')
  @Operation('deliveries.of-day', 'operator', 'auditor')
  async ofDay(
    @Param('storeId', { schema: knownStoreId }) storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
    @Query({ schema: query.dayQuery }) asked: query.DayQuery,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(DELIVERY_BOARD, atLeast);
    return this.deliveries.page({ storeId, businessDate }, asked);
  }

  /** What is being handed over now, of a POS account or of all. */
  @Get('ops/deliveries')
  @Operation('ops.deliveries', 'operator', 'auditor')
  async inProgress(
    @Query({ schema: query.accountQuery }) { account, storeId, ...asked }: query.AccountQuery,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(DELIVERY_BOARD, atLeast);
    const where = {
      ...(account === undefined ? {} : { account }),
      ...(storeId === undefined ? {} : { storeId }),
    };
    return this.deliveries.page(where, asked);
  }
}
