import type { NetworkTime } from '../../platform/clock/index.js';
import type { Random } from '../../platform/ids/index.js';
import type { PosLimit } from '../domain/pos-capabilities.js';
import type { AccountWatch } from './account-gate.js';
import { AccountTraffic } from './account-traffic.js';

interface TrafficOptions {
  readonly network: NetworkTime;
  readonly random: Random;
  readonly watch: AccountWatch;
}

interface KnownBefore {
  readonly account: string;
  readonly suspended: boolean;
  readonly why: string | null;
}

/** The traffic of all accounts, each with limits of its own. */
export class PosTraffic {
  private readonly byAccount = new Map<string, AccountTraffic>();

  constructor(
    private readonly options: TrafficOptions,
    /** What earlier runs have learned of the accounts. */
    private readonly before: readonly KnownBefore[] = [],
  ) {}

  open(account: string, limits: readonly PosLimit[]): AccountTraffic {
    const traffic = new AccountTraffic({ ...this.options, account, limits });
    const stopped = this.before.find(known => known.account === account && known.suspended);
    if (stopped !== undefined) traffic.stayStopped(stopped.why ?? 'the POS suspended it');
    this.byAccount.set(account, traffic);
    return traffic;
  }

  find(account: string): AccountTraffic | undefined {
    return this.byAccount.get(account);
  }

  all(): ReadonlyMap<string, AccountTraffic> {
    return this.byAccount;
  }

  /** Resolves when no work of a turn is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.byAccount.values()].map(traffic => traffic.idle()));
  }
}
