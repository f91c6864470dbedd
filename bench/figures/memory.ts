import { setTimeout as pause } from 'node:timers/promises';
import { serviceDayStream } from '../../src/orders/index.js';
import { instantAt } from '../../src/platform/zones/index.js';
import { NotMeasured, type Bench, type Measured, type Surroundings } from '../bench.js';
import { dateAhead, ZONE } from '../fixtures/a-store.js';
import { openLog } from '../fixtures/open-log.js';
import {
  holdOn,
  inEnvelope,
  lanesOver,
  openStore,
  planOf,
  storeIdNumbered,
} from '../fixtures/written-days.js';
import { median } from '../rounds.js';
import { startBenchPostgres, type BenchDatabase } from '../system/bench-database.js';
import { inMegabytes, residentBytes } from '../system/resident.js';
import { startServer, type ServerUnderTest } from '../system/server.js';
import { withParts } from '../parts.js';

const FULL_EVENTS = 2_000_000;
const USUAL_EVENTS = 200_000;
const STORES = 200;
const HOLDS_PER_DAY = 250;
/** Days that the writer may be ahead of the server: what waits in between is no leak, and no load either. */
const DAYS_AHEAD_MAX = 40;
/** The later memory may be so much above the earlier one; garbage is not collected at the same moment of both. */
const GROWTH_MAX = 1.15;
const SAMPLE_EVERY_MS = 250;
const LONGEST_STANDSTILL_MS = 60_000;
const MORNING = '08:00';
/** A day whose holds were still being recorded is closed at the next try, half an hour of business time later. */
const CLOCK_SPEED = 1_000;

interface Trial {
  readonly database: BenchDatabase;
  readonly server: ServerUnderTest;
  readonly events: number;
}

const eventsIn = (database: BenchDatabase): Promise<number> =>
  database.count('select coalesce(max(position), 0) from log_event');
const closedIn = (database: BenchDatabase): Promise<number> =>
  database.count('select count(*) from closed_day');

/** Waits until a count has grown as far as is wanted. Throws NotMeasured once it stands still. */
const untilGrown = async (count: () => Promise<number>, wanted: number, what: string): Promise<void> => {
  let [known, sinceMs] = [await count(), performance.now()];
  while (known < wanted) {
    await pause(SAMPLE_EVERY_MS);
    const now = await count();
    if (now > known) [known, sinceMs] = [now, performance.now()];
    if (performance.now() - sinceMs > LONGEST_STANDSTILL_MS) {
      throw new NotMeasured(`${what}: ${known} of ${wanted}, and nothing more for a minute`);
    }
  }
};

/**
 * Sells days of years gone by, as if it were the morning of each. The server, which lives today, finds their holds
 * lapsed and the days over: it records both, and then has no reason to remember them.
 */
const sellPastDays = async (
  { database, events }: Trial,
  progress: Surroundings['progress'],
): Promise<void> => {
  const log = await openLog(database.url);
  let now = '';
  const lanes = lanesOver(log.store, {}, () => now);
  try {
    now = new Date().toISOString();
    for (let number = 0; number < STORES; number += 1) await openStore(lanes, number);
    for (let day = 0; (await eventsIn(database)) < events; day += 1) {
      const [number, date] = [day % STORES, dateAhead(-10 - Math.floor(day / STORES))];
      now = instantAt(ZONE, date, MORNING, 'earlier');
      const plan = planOf(number, date);
      const stream = serviceDayStream(storeIdNumbered(number), date);
      await lanes.days.submit(stream, inEnvelope(holdOn(plan)));
      const holds = Array.from({ length: HOLDS_PER_DAY - 1 }, () => inEnvelope(holdOn(plan)));
      await Promise.all(holds.map(hold => lanes.days.submit(stream, hold)));
      await untilGrown(() => closedIn(database), day - DAYS_AHEAD_MAX, 'days closed by the server');
      if (day % 100 === 0) progress(`  ${await eventsIn(database)} of ${events} events`);
    }
  } finally {
    await log.stop();
  }
};

const watched = async (trial: Trial, progress: Surroundings['progress']): Promise<readonly number[]> => {
  const samples: number[] = [];
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      samples.push(residentBytes(trial.server.pid));
      await pause(SAMPLE_EVERY_MS);
    }
  })();
  try {
    await sellPastDays(trial, progress);
    await trial.server.caughtUp();
  } finally {
    done.abort();
    await watching;
  }
  return samples;
};

/** The memory of the second quarter, when all code has run, against that of the last. */
const growthOf = (samples: readonly number[]) => {
  const quarter = Math.floor(samples.length / 4);
  const early = median(samples.slice(quarter, 2 * quarter));
  const late = median(samples.slice(3 * quarter));
  return { early, late, growth: late / early };
};

const measure = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const events = around.full ? FULL_EVENTS : USUAL_EVENTS;
    const postgres = await keep(startBenchPostgres());
    const database = await postgres.database('memory');
    const server = await keep(
      startServer({ databaseUrl: database.url, profileDir: around.profileDir, clockSpeed: CLOCK_SPEED }),
    );
    const samples = await watched({ database, server, events }, around.progress);
    const { early, late, growth } = growthOf(samples);
    return {
      figures: [],
      readings: [
        {
          what: `resident memory while the log grows by ${events.toLocaleString('en')} events of days that close`,
          values: {
            'second quarter': inMegabytes(early),
            'last quarter': inMegabytes(late),
            growth: `${growth.toFixed(2)}×`,
            'at most': `${GROWTH_MAX}×`,
            'days closed': String(await closedIn(database)),
          },
          holds: growth <= GROWTH_MAX,
        },
      ],
      ...(around.full ? {} : { size: `memory ran over ${USUAL_EVENTS} events; --full takes ${FULL_EVENTS}` }),
    };
  });

export const memory: Bench = {
  name: 'memory',
  summary: 'resident memory of a server while its log grows and its days close',
  run: measure,
};
