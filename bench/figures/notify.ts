import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Measured, Surroundings } from '../bench.js';
import { dateAhead } from '../fixtures/a-store.js';
import { openLog } from '../fixtures/open-log.js';
import { holdOn, inEnvelope, lanesOver, planOf, streamOf } from '../fixtures/written-days.js';
import { startBenchPostgres } from '../system/bench-database.js';
import { withParts } from '../parts.js';
import { spreadOf } from './percentile.js';

const APPENDS = 300;
/** Commands come one by one, as in a quiet hour: nobody waits for a batch. */
const PAUSE_MS = 5;

const measure = ({ progress }: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const postgres = await keep(startBenchPostgres());
    const log = await keep(openLog((await postgres.database('notify')).url));
    const { days } = lanesOver(log.store);
    const plan = planOf(1, dateAhead(0));
    const sentAtMs = new Map<bigint, number>();
    const answeredMs: number[] = [];
    const heardMs: number[] = [];
    const done = new AbortController();
    let sending = performance.now();
    const listening = (async () => {
      const events = log.store.subscribe({ after: 0n, prefixes: ['serviceDay-'], signal: done.signal });
      for await (const { through } of events) {
        // Only one command is under way: the news can only be of the one that was sent last.
        if (!sentAtMs.has(through)) {
          sentAtMs.set(through, sending);
          heardMs.push(performance.now() - sending);
        }
      }
    })();
    for (let sent = 0; sent < APPENDS; sent += 1) {
      sending = performance.now();
      const before = heardMs.length;
      await days.submit(streamOf(plan), inEnvelope(holdOn(plan)));
      answeredMs.push(performance.now() - sending);
      while (heardMs.length === before) await pause(1);
      await pause(PAUSE_MS);
    }
    done.abort();
    await listening;
    progress(`  ${APPENDS} appends heard of`);
    return {
      figures: [],
      readings: [
        { what: 'an append, from sending it to its answer', values: spreadOf(answeredMs, 'ms') },
        {
          what: 'NOTIFY, from sending an append until a subscriber has its event',
          values: spreadOf(heardMs, 'ms'),
        },
      ],
    };
  });

export const notify: Bench = {
  name: 'notify',
  summary: 'how long after an append was sent a subscriber has its event',
  run: measure,
};
