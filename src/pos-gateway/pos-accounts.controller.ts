import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '../platform/config/index.js';
import { Operation } from '../platform/identity/index.js';
import { AccountStates } from './account-states/index.js';

@ApiTags('operations')
@Controller('pos-accounts')
export class PosAccountsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly states: AccountStates,
  ) {}

  /** The POS accounts that are configured, and which of them are suspended by their POS. */
  @Get()
  @Operation('pos-accounts.list', 'operator', 'auditor')
  async list(): Promise<object> {
    const states = new Map((await this.states.all()).map(state => [state.account, state]));
    const accounts = this.config.posAccounts.map(({ account, adapter, endpoint }) => {
      const { suspended = false, why = null, since = null } = states.get(account) ?? {};
      return { account, adapter, endpoint, state: suspended ? 'suspended' : 'served', why, since };
    });
    return { accounts };
  }
}
