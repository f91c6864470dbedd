import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource, MoreThan } from 'typeorm';
import { z } from 'zod';
import { Operation } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { asEtag } from '../../platform/requests/index.js';
import { StoreRow } from './open-days.entities.js';

const PAGE_STORES_MAX = 500;

const page = z.strictObject({
  after: z.string().max(60).optional().describe('The last storeId of the page before'),
  limit: z.coerce.number().int().min(1).max(PAGE_STORES_MAX).default(100),
});

@ApiTags('stores')
@Controller('stores')
export class StoresQueryController {
  constructor(private readonly database: DataSource) {}

  /** The stores of the chain, by id, a page at a time. */
  @Get()
  @Operation('stores.list', 'guest', 'storefront', 'operator', 'auditor')
  async list(@Query({ schema: page }) { after, limit }: z.infer<typeof page>): Promise<object> {
    const rows = await this.database.getRepository(StoreRow).find({
      where: after === undefined ? {} : { storeId: MoreThan(after) },
      order: { storeId: 'ASC' },
      take: limit,
    });
    return { stores: rows.map(shown), next: rows.length === limit ? rows.at(-1)?.storeId : undefined };
  }

  @Get(':storeId')
  @Operation('stores.read', 'guest', 'storefront', 'operator', 'auditor')
  async read(
    @Param('storeId') storeId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const row = await this.database.getRepository(StoreRow).findOneBy({ storeId });
    if (row === null) {
      throw new Problem(404, 'STORE_UNKNOWN', {
        title: `There is no store ${storeId}.`,
        todo: 'GET /stores lists the stores.',
      });
    }
    void reply.header('etag', asEtag(BigInt(row.revision)));
    return shown(row);
  }
}

const shown = ({ storeId, name, address, zone, currency }: StoreRow): object => ({
  storeId,
  name,
  address,
  zone,
  currency,
});
