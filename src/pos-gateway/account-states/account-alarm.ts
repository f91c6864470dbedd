import { Logger } from '@nestjs/common';
import type { NetworkTime } from '../../platform/clock/index.js';
import type { AccountWatch } from '../traffic/index.js';
import type { AccountStates } from './account-states.js';

/** Pause before a state that could not be kept is tried again. */
const RETRY_MS = 5_000;

/** Tells people once that an account is suspended, and once that it is served again. */
export class AccountAlarm implements AccountWatch {
  private readonly logger = new Logger('PosAccounts');
  private readonly newest = new Map<string, string | undefined>();

  constructor(
    private readonly states: Pick<AccountStates, 'note'>,
    private readonly network: NetworkTime,
  ) {}

  suspended(account: string, why: string): void {
    this.logger.error(
      { account, why },
      `POS account ${account} is suspended: ${why}. Nothing is sent but a probe now and then; its orders are kept`,
    );
    this.keep(account, why);
  }

  resumed(account: string): void {
    this.logger.warn({ account }, `POS account ${account} is served again; its rate grows slowly`);
    this.keep(account, undefined);
  }

  private keep(account: string, why: string | undefined): void {
    this.newest.set(account, why);
    void this.write(account, why);
  }

  /** Tries until it is written, or something newer is to be. */
  private async write(account: string, why: string | undefined): Promise<void> {
    try {
      await this.states.note(account, why);
    } catch (cause) {
      this.logger.warn({ err: cause, account }, 'the state of a POS account could not be kept yet');
      this.network.after(RETRY_MS, () => {
        if (this.newest.get(account) === why) void this.write(account, why);
      });
    }
  }
}
