import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource, MoreThan } from 'typeorm';
import { z } from 'zod';
import { CLOCK, type BusinessClock } from '../../platform/clock/index.js';
import { Operation, type Principal } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { asEtag, Caller } from '../../platform/requests/index.js';
import { storeBitsOf } from '../../stores/index.js';
import { Freshness } from '../freshness/index.js';
import { OPEN_DAYS } from './open-days.js';
import { StoreRow } from './open-days.entities.js';
import { shownStore } from './shown-store.js';

const PAGE_STORES_MAX = 500;

const isStoreId = (text: string): boolean => storeBitsOf(text) !== undefined;

const page = z.strictObject({
  after: z
    .string()
    .refine(isStoreId, 'must be a store id')
    .optional()
    .describe('The last storeId of the page before'),
  limit: z.coerce.number().int().min(1).max(PAGE_STORES_MAX).default(100),
});

@ApiTags('stores')
@Controller('stores')
export class StoresQueryController {
  constructor(
    private readonly database: DataSource,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: BusinessClock,
  ) {}

  /** The stores of the chain, by id, a page at a time. */
  @Get()
  @Operation('stores.list', 'guest', 'storefront', 'operator', 'auditor')
  async list(
    @Query({ schema: page }) { after, limit }: z.infer<typeof page>,
    @Caller() caller: Principal,
    @Headers('rushline-at-least') atLeast: string | undefined,
  ): Promise<object> {
    await this.freshness.atLeast(OPEN_DAYS, atLeast);
    const rows = await this.database.getRepository(StoreRow).find({
      where: after === undefined ? {} : { storeId: MoreThan(after) },
      order: { storeId: 'ASC' },
      take: limit,
    });
    const now = this.clock.now();
    const stores = rows.map(row => shownStore(row, caller, now));
    return { stores, next: rows.length === limit ? rows.at(-1)?.storeId : undefined };
  }

  /** One store, as it is now. Its ETag is the revision that a change of it may name in If-Match. */
  @Get(':storeId')
  @Operation('stores.read', 'guest', 'storefront', 'operator', 'auditor')
  async read(
    @Param('storeId') storeId: string,
    @Caller() caller: Principal,
    @Headers('rushline-at-least') atLeast: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.freshness.atLeast(OPEN_DAYS, atLeast);
    const row = isStoreId(storeId) && (await this.database.getRepository(StoreRow).findOneBy({ storeId }));
    if (!row) {
      throw new Problem(404, 'STORE_UNKNOWN', {
        title: `There is no store ${storeId}.`,
        todo: 'GET /stores lists the stores.',
      });
    }
    void reply.header('etag', asEtag(BigInt(row.revision)));
    return shownStore(row, caller, this.clock.now());
  }
}
