import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../platform/identity/index.js';
import { Problem } from '../platform/problem/index.js';
import { calendarDate } from '../platform/requests/index.js';
import { Freshness } from '../projections/freshness/index.js';
import { AvailabilityModel } from './availability-model.js';
import { isKnown } from './entity-tags.js';
import { manyDays } from './many-days.js';
import { manyDaysQuery, storeDaysOf, type ManyDaysQuery } from './many-days.dto.js';

@ApiTags('availability')
@Controller()
export class AvailabilityController {
  constructor(
    private readonly model: AvailabilityModel,
    private readonly freshness: Freshness,
  ) {}

  /** What a store can still promise on a business date, slot by slot. */
  @Get('stores/:storeId/days/:businessDate/availability')
  @Operation('availability.read', 'guest', 'storefront', 'operator')
  async read(
    @Param('storeId') storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
    @Headers('if-none-match') known: string | undefined,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.isFreshAs(atLeast);
    const answer = await this.model.answer(storeId, businessDate);
    if (answer === undefined) {
      throw new Problem(404, 'STORE_UNKNOWN', {
        title: `There is no store ${storeId}.`,
        todo: 'GET /stores lists the stores.',
      });
    }
    await send(reply, { etag: answer.etag, body: () => answer.body }, known);
  }

  /** The same of several stores and dates at once. A store that is not known is named in its place. */
  @Get('availability')
  @Operation('availability.read', 'guest', 'storefront', 'operator')
  async readMany(
    @Query({ schema: manyDaysQuery }) query: ManyDaysQuery,
    @Headers('if-none-match') known: string | undefined,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = storeDaysOf(query);
    await this.isFreshAs(atLeast);
    const days = await Promise.all(
      asked.map(async day => ({ ...day, answer: await this.model.answer(day.storeId, day.businessDate) })),
    );
    await send(reply, manyDays(days), known);
  }

  private async isFreshAs(atLeast: string | undefined): Promise<void> {
    if (!this.model.ready) throw starting();
    await this.freshness.atLeast('availability', atLeast);
  }
}

interface Sendable {
  readonly etag: string;
  readonly body: () => Buffer;
}

/** Whoever has the answer is told so, and is sent nothing. */
const send = (reply: FastifyReply, { etag, body }: Sendable, known: string | undefined): FastifyReply => {
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  return isKnown(etag, known)
    ? reply.status(304).send()
    : reply.header('content-type', 'application/json; charset=utf-8').send(body());
};

const starting = (): Problem =>
  new Problem(503, 'AVAILABILITY_STARTING', {
    title: 'This node has just started and is still reading the open days.',
    todo: 'Ask again in a moment.',
  });
