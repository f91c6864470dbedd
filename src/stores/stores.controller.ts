import { createHash } from 'node:crypto';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { canonicalJson } from '../event-sourcing/index.js';
import { Operation } from '../platform/identity/index.js';
import { Asked, type Request } from '../platform/requests/index.js';
import { PosAccounts } from './pos-accounts.js';
import { StoreDesk } from './store-desk.js';
import { openStoreBody, type OpenStoreBody } from './store.dto.js';
import { STORE_ID_BYTES, storeIdOf } from './store-id.js';

@ApiTags('stores')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller('stores')
export class StoresController {
  constructor(
    private readonly desk: StoreDesk,
    private readonly accounts: PosAccounts,
  ) {}

  /** Opens a store with its hours and terms. The same key opens the same store, however often it is sent. */
  @Post()
  @Operation('stores.open', 'operator')
  async open(
    @Body({ schema: openStoreBody }) body: OpenStoreBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    this.accounts.refuseUnknown(body.posAccount);
    const storeId = mintStoreId(asked);
    await this.desk.record(
      { storeId, asked, body, reply },
      { type: 'OpenStore', store: { storeId, ...body } },
    );
    void reply.header('location', `/stores/${storeId}`);
    return { storeId, name: body.name };
  }
}

/** The id is minted from the key, so that a repeated request meets the stream of its first sending. */
const mintStoreId = ({ principal, idempotencyKey }: Request): string => {
  const digest = createHash('sha256')
    .update(canonicalJson([principal.id, 'OpenStore', idempotencyKey]))
    .digest();
  return storeIdOf(digest.subarray(0, STORE_ID_BYTES));
};
