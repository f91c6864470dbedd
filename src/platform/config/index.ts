export { CONFIG, ConfigInvalid, readConfig, type Config } from './config.js';
export type { PosAccountConfig, SimulatorProfile } from './pos-accounts.js';
