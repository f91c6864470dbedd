import { Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Operation } from '../../platform/identity/index.js';
import { RawBody, rawBodyOf } from '../../platform/requests/index.js';
import { WebhookDesk } from './webhook-desk.js';

/** Where POS accounts send their webhooks. Anyone may knock: the signature says who it is. */
@ApiTags('pos-accounts')
@Controller('pos-accounts')
export class WebhooksController {
  constructor(private readonly desk: WebhookDesk) {}

  @Post(':account/webhooks')
  @HttpCode(202)
  @RawBody()
  @ApiConsumes('application/json')
  @ApiOperation({
    summary:
      'Say that a ticket has changed: {id, reference}, signed over `timestamp.body`; the ticket is then read',
  })
  @Operation('pos-accounts.webhook', 'anyone')
  take(
    @Param('account') account: string,
    @Headers('x-pos-timestamp') timestamp: string | undefined,
    @Headers('x-pos-signature') signatures: string | undefined,
    @Req() request: FastifyRequest,
  ): void {
    this.desk.take(account, {
      body: rawBodyOf(request),
      timestamp: timestamp ?? '',
      signatures: signatures ?? '',
    });
  }
}
