import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { Operation } from '../platform/identity/index.js';
import { positionHeader } from '../platform/requests/index.js';
import { Outbox } from './outbox/index.js';
import { Replay } from './replay.js';
import { TargetDesk } from './target-desk.js';
import { WebhookSenders } from './webhook-senders.js';
import { replayBody, retryBody, uuid, type ReplayBody, type RetryBody } from './webhook.dto.js';
import { positionOfAnotherLog, sentElsewhere } from './webhook-problems.js';

@ApiTags('webhooks')
@Controller('webhooks/targets/:targetId')
export class UntoldController {
  constructor(
    private readonly desk: TargetDesk,
    private readonly outbox: Outbox,
    private readonly replay: Replay,
    private readonly senders: WebhookSenders,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** What a target was not told yet, what was put aside first: why, and when it is tried next. */
  @Get('untold')
  @Operation('webhooks.untold', 'operator')
  async untold(@Param('targetId', { schema: uuid }) targetId: string): Promise<object> {
    await this.desk.known(targetId);
    return this.outbox.untold(targetId);
  }

  /** Tries everything that a target was not told, or one webhook, at once; what was put aside too. */
  @Post('retry')
  @HttpCode(200)
  @Operation('webhooks.retry', 'operator')
  async retry(
    @Param('targetId', { schema: uuid }) targetId: string,
    @Body({ schema: retryBody }) { webhookId }: RetryBody,
  ): Promise<object> {
    await this.desk.known(targetId);
    this.refuseElsewhere();
    const webhooks = await this.outbox.retry(targetId, webhookId);
    this.senders.wake(targetId);
    return { targetId, webhooks };
  }

  /** Tells a target once more all that it wants from a position on, under the same webhook ids. */
  @Post('replay')
  @HttpCode(200)
  @Operation('webhooks.replay', 'operator')
  async replayFrom(
    @Param('targetId', { schema: uuid }) targetId: string,
    @Body({ schema: replayBody }) { from }: ReplayBody,
  ): Promise<object> {
    await this.desk.known(targetId);
    this.refuseElsewhere();
    const [logId, position = ''] = from.split(':');
    if (logId !== this.store.logId) throw positionOfAnotherLog();
    const { webhooks, through, complete } = await this.replay.from(targetId, BigInt(position));
    const next = positionHeader(this.store.logId, through + 1n);
    return { targetId, webhooks, complete, ...(complete ? {} : { next }) };
  }

  private refuseElsewhere(): void {
    if (!this.senders.running) throw sentElsewhere();
  }
}
