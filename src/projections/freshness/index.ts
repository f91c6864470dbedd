export { Freshness } from './freshness.js';
