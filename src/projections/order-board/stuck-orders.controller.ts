import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLOCK, type BusinessClock } from '../../platform/clock/index.js';
import { Operation } from '../../platform/identity/index.js';
import { Freshness } from '../freshness/index.js';
import { BoardPages } from './board-pages.js';
import * as query from './board-query.js';
import { ORDER_BOARD } from './order-board.js';

@ApiTags('operations')
@Controller('ops/orders')
export class StuckOrdersController {
  constructor(
    private readonly board: BoardPages,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: BusinessClock,
  ) {}

  /** Orders that go no further by themselves, the earliest slot first: why, and what an operator can do about each. */
  @Get('stuck')
  @Operation('ops.stuck', 'operator')
  async stuck(
    @Query({ schema: query.stuckQuery }) asked: query.StuckQuery,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(ORDER_BOARD, atLeast);
    return this.board.stuck(asked, this.clock.now());
  }

  /** Those of them that somebody was told of and nobody has settled. */
  @Get('needing-a-person')
  @Operation('ops.needing-a-person', 'operator')
  async needingAPerson(
    @Query({ schema: query.page }) asked: query.Page,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(ORDER_BOARD, atLeast);
    return this.board.needingAPerson(asked);
  }
}
