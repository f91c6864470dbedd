import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../platform/identity/index.js';
import { Problem } from '../platform/problem/index.js';
import { calendarDate } from '../platform/requests/index.js';
import { Freshness } from '../projections/freshness/index.js';
import { AvailabilityModel } from './availability-model.js';

@ApiTags('availability')
@Controller('stores')
export class AvailabilityController {
  constructor(
    private readonly model: AvailabilityModel,
    private readonly freshness: Freshness,
  ) {}

  /** What a store can still promise on a business date, slot by slot. */
  @Get(':storeId/days/:businessDate/availability')
  @Operation('availability.read', 'guest', 'storefront', 'operator')
  async read(
    @Param('storeId') storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
    @Headers('if-none-match') known: string | undefined,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!this.model.ready) throw starting();
    await this.freshness.atLeast('availability', atLeast);
    const answer = this.model.answer(storeId, businessDate);
    if (answer === undefined) {
      throw new Problem(404, 'STORE_UNKNOWN', {
        title: `There is no store ${storeId}.`,
        todo: 'GET /stores lists the stores.',
      });
    }
    void reply.header('etag', answer.etag).header('cache-control', 'no-cache');
    await (known === answer.etag
      ? reply.status(304).send()
      : reply.header('content-type', 'application/json; charset=utf-8').send(answer.body));
  }
}

const starting = (): Problem =>
  new Problem(503, 'AVAILABILITY_STARTING', {
    title: 'This node has just started and is still reading the open days.',
    todo: 'Ask again in a moment.',
  });
