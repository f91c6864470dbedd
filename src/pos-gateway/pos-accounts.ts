import type { NetworkTime } from '../platform/clock/index.js';
import type { PosAccountConfig } from '../platform/config/index.js';
import { SimulatorAdapter } from './adapters/index.js';
import type { PosAdapter } from './pos-port.js';

/** The POS accounts this server is configured with, each behind its adapter. */
export class PosAccounts {
  private readonly adapters: ReadonlyMap<string, PosAdapter>;

  constructor(accounts: readonly PosAccountConfig[], network: NetworkTime) {
    this.adapters = new Map(
      accounts.map(({ account, endpoint }) => [account, new SimulatorAdapter(endpoint, network)]),
    );
  }

  find(account: string): PosAdapter | undefined {
    return this.adapters.get(account);
  }

  async close(): Promise<void> {
    await Promise.all([...this.adapters.values()].map(adapter => adapter.close()));
  }
}
