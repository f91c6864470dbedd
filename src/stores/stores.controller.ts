import { createHash } from 'node:crypto';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { canonicalJson, EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { Operation } from '../platform/identity/index.js';
import { requestInvalid } from '../platform/problem/index.js';
import {
  answerHeaders,
  Asked,
  envelopeFor,
  fingerprintOf,
  keyReused,
  type Request,
} from '../platform/requests/index.js';
import type { StoreCommand } from './domain/store.commands.js';
import { HandleStore } from './handle-store.js';
import { storeProblem } from './store-problems.js';
import { openStoreBody, type OpenStoreBody } from './store.dto.js';
import { STORE_ID_BYTES, storeIdOf } from './store-id.js';
import { storeStream } from './store-streams.js';

@ApiTags('stores')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller('stores')
export class StoresController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opens a store with its hours and terms. The same key opens the same store, however often it is sent. */
  @Post()
  @Operation('stores.open', 'operator')
  async open(
    @Body({ schema: openStoreBody }) body: OpenStoreBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    this.refuseUnknownAccount(body.posAccount.account);
    const storeId = mintStoreId(asked);
    const stream = storeStream(storeId);
    const command: StoreCommand = { type: 'OpenStore', store: { storeId, ...body } };
    const envelope = envelopeFor(asked, stream, fingerprintOf(body), command);
    const answer = await this.bus.execute(new HandleStore(stream, envelope));
    if (answer.kind === 'key-reused') throw keyReused();
    if (answer.kind === 'rejected') throw storeProblem(answer.rejection);
    answerHeaders(reply, this.store.logId, answer);
    void reply.header('location', `/stores/${storeId}`);
    return { storeId, name: body.name };
  }

  private refuseUnknownAccount(account: string): void {
    const known = this.config.posAccounts.map(configured => configured.account);
    if (known.includes(account)) return;
    const message = `no POS account of this name is configured; there ${known.length === 0 ? 'are none' : `is ${known.join(', ')}`}`;
    throw requestInvalid([{ field: 'posAccount.account', message }]);
  }
}

/** The id is minted from the key, so that a repeated request meets the stream of its first sending. */
const mintStoreId = ({ principal, idempotencyKey }: Request): string => {
  const digest = createHash('sha256')
    .update(canonicalJson([principal.id, 'OpenStore', idempotencyKey]))
    .digest();
  return storeIdOf(digest.subarray(0, STORE_ID_BYTES));
};
