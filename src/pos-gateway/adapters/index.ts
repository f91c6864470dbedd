export { SimulatorAdapter } from './simulator-adapter.js';
export { SIMULATOR_CAPABILITIES } from './simulator-profiles.js';
