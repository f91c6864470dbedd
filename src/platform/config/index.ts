export { CONFIG, ConfigInvalid, readConfig, type Config, type PosAccountConfig } from './config.js';
