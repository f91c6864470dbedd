import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/index.js';
import { requestInvalid } from '../platform/problem/index.js';

/** The POS accounts this server is configured with. */
@Injectable()
export class PosAccounts {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  refuseUnknown({ account }: { readonly account: string }): void {
    const known = this.config.posAccounts.map(configured => configured.account);
    if (known.includes(account)) return;
    const message = `no POS account of this name is configured; there ${known.length === 0 ? 'are none' : `is ${known.join(', ')}`}`;
    throw requestInvalid([{ field: 'posAccount.account', message }]);
  }
}
