import type { Bench } from './bench.js';
import { availability } from './figures/availability.js';
import { hotSlot, spread } from './figures/holds.js';

/** Every bench, in the order they are run. */
export const benches: readonly Bench[] = [hotSlot, spread, availability];
