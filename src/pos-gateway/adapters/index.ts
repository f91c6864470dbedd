export { SimulatorAdapter } from './simulator-adapter.js';
