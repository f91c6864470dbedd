import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../platform/identity/index.js';
import { Asked, type Request } from '../platform/requests/index.js';
import { Targets } from './outbox/index.js';
import { TargetDesk, type ShownTarget } from './target-desk.js';
import { WebhookSenders } from './webhook-senders.js';
import { targetBody, uuid, type TargetBody } from './webhook.dto.js';
import { targetUnknown } from './webhook-problems.js';

const KEY = {
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
};

@ApiTags('webhooks')
@Controller('webhooks/targets')
export class TargetsController {
  constructor(
    private readonly desk: TargetDesk,
    private readonly targets: Targets,
    private readonly senders: WebhookSenders,
  ) {}

  /**
   * Registers who is told of what, from now on. The secret its webhooks are signed with is shown in this answer and never
   * again, not even where the request is repeated.
   */
  @Post()
  @ApiHeader(KEY)
  @Operation('webhooks.targets.register', 'operator')
  async register(
    @Body({ schema: targetBody }) body: TargetBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownTarget> {
    const target = await this.desk.register(asked, body);
    void reply.header('location', `/webhooks/targets/${target.targetId}`);
    return target;
  }

  @Get()
  @Operation('webhooks.targets.list', 'operator')
  async list(): Promise<object> {
    return { targets: await this.targets.list() };
  }

  @Get(':targetId')
  @Operation('webhooks.targets.show', 'operator')
  show(@Param('targetId', { schema: uuid }) targetId: string): Promise<object> {
    return this.desk.known(targetId);
  }

  /** Replaces what a target is told, and where. Its secrets stay. */
  @Put(':targetId')
  @Operation('webhooks.targets.change', 'operator')
  change(
    @Param('targetId', { schema: uuid }) targetId: string,
    @Body({ schema: targetBody }) body: TargetBody,
  ): Promise<object> {
    return this.desk.change(targetId, body);
  }

  /** Removes a target, and with it all that it was still to be told. */
  @Delete(':targetId')
  @HttpCode(204)
  @Operation('webhooks.targets.remove', 'operator')
  async remove(@Param('targetId', { schema: uuid }) targetId: string): Promise<void> {
    if (!(await this.targets.remove(targetId))) throw targetUnknown(targetId);
    await this.senders.forget(targetId);
  }

  /** Begins to replace the secret of a target: until the old one is retired, every webhook carries both signatures. */
  @Post(':targetId/secrets')
  @ApiHeader(KEY)
  @Operation('webhooks.targets.add-secret', 'operator')
  addSecret(
    @Param('targetId', { schema: uuid }) targetId: string,
    @Asked() asked: Request,
  ): Promise<ShownTarget> {
    return this.desk.addSecret(asked, targetId);
  }

  @Delete(':targetId/secrets/:secretId')
  @Operation('webhooks.targets.retire-secret', 'operator')
  retireSecret(
    @Param('targetId', { schema: uuid }) targetId: string,
    @Param('secretId', { schema: uuid }) secretId: string,
  ): Promise<object> {
    return this.desk.retireSecret(targetId, secretId);
  }
}
