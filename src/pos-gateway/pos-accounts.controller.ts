import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '../platform/config/index.js';
import { Operation } from '../platform/identity/index.js';
import { Problem } from '../platform/problem/index.js';
import { AccountForecasts } from './account-forecasts.js';
import { AccountStates } from './account-states/index.js';

@ApiTags('operations')
@Controller('pos-accounts')
export class PosAccountsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly states: AccountStates,
    private readonly forecasts: AccountForecasts,
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

  /** Whether an account can be handed everything in time that is confirmed until the day after tomorrow. */
  @Get(':account/forecast')
  @Operation('pos-accounts.forecast', 'operator', 'auditor')
  async forecast(@Param('account') account: string): Promise<object> {
    const found = await this.forecasts.of(account);
    if (found !== undefined) return found;
    throw new Problem(404, 'ACCOUNT_UNKNOWN', {
      title: 'No POS account of this name is configured.',
      todo: 'GET /pos-accounts lists those that are.',
    });
  }
}
