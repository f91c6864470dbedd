import { Body, Controller, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../platform/identity/index.js';
import { Asked, type Request } from '../platform/requests/index.js';
import { IfMatch } from './if-match.js';
import { PosAccounts } from './pos-accounts.js';
import { StoreDesk } from './store-desk.js';
import * as dto from './store.dto.js';

type Revisions = readonly bigint[] | undefined;

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag of the store as it was read: a store that has changed since is left alone (412).',
};

@ApiTags('stores')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller('stores/:storeId')
export class StoreChangesController {
  constructor(
    private readonly desk: StoreDesk,
    private readonly accounts: PosAccounts,
  ) {}

  /** Replaces the opening hours. Days that are open follow: 202 names those that do not have it yet. */
  @Put('hours')
  @Operation('stores.change-hours', 'operator')
  @ApiHeader(IF_MATCH)
  async changeHours(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.hoursBody }) body: dto.HoursBody,
    @Asked() asked: Request,
    @IfMatch() revisions: Revisions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body, reply },
      { type: 'ChangeHours', ...body, ...changeBy(asked, revisions) },
    );
    return { storeId, ...body, pendingDays };
  }

  /** Replaces the terms. Days that are open follow: 202 names those that do not have them yet. */
  @Put('terms')
  @Operation('stores.change-terms', 'operator')
  @ApiHeader(IF_MATCH)
  async changeTerms(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.termsBody }) body: dto.TermsBody,
    @Asked() asked: Request,
    @IfMatch() revisions: Revisions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body, reply },
      { type: 'ChangeTerms', ...body, ...changeBy(asked, revisions) },
    );
    return { storeId, ...body, pendingDays };
  }

  /** Gives the slots of a stretch of one business date other limits than the terms', or takes such limits back. */
  @Post('capacity-overrides')
  @HttpCode(200)
  @Operation('stores.override-capacity', 'operator')
  async overrideCapacity(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.capacityOverrideBody }) body: dto.CapacityOverrideBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body, reply },
      { type: 'OverrideCapacity', ...body, by: asked.principal.id },
    );
    return { storeId, capacityOverride: body, pendingDays };
  }

  /** Promises no new hold until the given instant. Holds already given stay valid; the pause ends by itself. */
  @Post('pause')
  @HttpCode(200)
  @Operation('stores.pause', 'operator')
  async pause(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.pauseBody }) body: dto.PauseBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body, reply },
      { type: 'PauseStore', ...body, by: asked.principal.id },
    );
    return { storeId, pause: body, pendingDays };
  }

  /** Ends a pause before its time. */
  @Post('resume')
  @HttpCode(200)
  @Operation('stores.resume', 'operator')
  async resume(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.resumeBody }) _body: dto.ResumeBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body: { storeId }, reply },
      { type: 'ResumeStore', by: asked.principal.id },
    );
    return { storeId, pause: null, pendingDays };
  }

  /** Sends the orders of the store to another POS account, or to another location of it. */
  @Put('pos-account')
  @Operation('stores.connect-pos', 'operator')
  @ApiHeader(IF_MATCH)
  async connectPos(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.posAccountBody }) body: dto.PosAccountBody,
    @Asked() asked: Request,
    @IfMatch() revisions: Revisions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    this.accounts.refuseUnknown(body.posAccount);
    const pendingDays = await this.desk.recordAndCarry(
      { storeId, asked, body, reply },
      { type: 'ConnectPos', ...body, ...changeBy(asked, revisions) },
    );
    return { storeId, ...body, pendingDays };
  }

  /** Replaces the staff who are told when an order needs a person. */
  @Put('contacts')
  @Operation('stores.change-contacts', 'operator')
  @ApiHeader(IF_MATCH)
  async changeContacts(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Body({ schema: dto.contactsBody }) body: dto.ContactsBody,
    @Asked() asked: Request,
    @IfMatch() revisions: Revisions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.desk.record(
      { storeId, asked, body, reply },
      { type: 'ChangeContacts', ...body, ...changeBy(asked, revisions) },
    );
    return { storeId, ...body };
  }
}

const changeBy = ({ principal }: Request, revisions: Revisions) => ({
  by: principal.id,
  ...(revisions === undefined ? {} : { ifRevision: revisions }),
});
