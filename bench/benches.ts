import type { Bench } from './bench.js';
import { appends } from './figures/appends.js';
import { availability } from './figures/availability.js';
import { coldStart, resident } from './figures/cold-start.js';
import { fold } from './figures/fold.js';
import { hotSlot, spread } from './figures/holds.js';
import { lane } from './figures/lane.js';
import { lateness } from './figures/lateness.js';
import { memory } from './figures/memory.js';
import { notify } from './figures/notify.js';

/** Every bench, in the order they are run. */
export const benches: readonly Bench[] = [
  hotSlot,
  spread,
  availability,
  lane,
  fold,
  coldStart,
  appends,
  notify,
  resident,
  lateness,
  memory,
];
