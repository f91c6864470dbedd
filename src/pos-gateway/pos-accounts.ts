import type { NetworkTime } from '../platform/clock/index.js';
import type { PosAccountConfig } from '../platform/config/index.js';
import { SIMULATOR_CAPABILITIES, SimulatorAdapter } from './adapters/index.js';
import type { PosCapabilities } from './domain/pos-capabilities.js';
import type { PosAdapter } from './pos-port.js';
import type { PosTraffic } from './traffic/index.js';

/** The POS accounts this server is configured with, each behind its adapter. */
export class PosAccounts {
  private readonly adapters: ReadonlyMap<string, PosAdapter>;

  constructor(accounts: readonly PosAccountConfig[], network: NetworkTime, traffic: PosTraffic) {
    this.adapters = new Map(accounts.map(one => [one.account, adapterOf(one, network, traffic)]));
  }

  find(account: string): PosAdapter | undefined {
    return this.adapters.get(account);
  }

  async close(): Promise<void> {
    await Promise.all([...this.adapters.values()].map(adapter => adapter.close()));
  }
}

const adapterOf = (configured: PosAccountConfig, network: NetworkTime, traffic: PosTraffic): PosAdapter => {
  const capabilities = capabilitiesOf(configured);
  const road = traffic.open(configured.account, capabilities.limits);
  return new SimulatorAdapter({ ...configured, capabilities }, network, road);
};

/** What the account's profile can do, but for what the configuration says otherwise. */
const capabilitiesOf = ({ profile, capabilities }: PosAccountConfig): PosCapabilities => {
  const told = Object.entries(capabilities).filter(([, capability]) => capability !== undefined);
  return { ...SIMULATOR_CAPABILITIES[profile], ...Object.fromEntries(told) };
};
