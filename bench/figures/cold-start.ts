import { setTimeout as pause } from 'node:timers/promises';
import { NotMeasured, type Bench, type Measured, type Surroundings } from '../bench.js';
import { makeTables, writeChain, writeOldDays, type Chain } from '../fixtures/a-chain.js';
import { dateAhead, HOLD } from '../fixtures/a-store.js';
import { storeIdNumbered } from '../fixtures/written-days.js';
import { atMost, compare, inTurns } from '../rounds.js';
import { startBenchPostgres, type BenchDatabase, type BenchPostgres } from '../system/bench-database.js';
import { startBareServer, startServer } from '../system/server.js';
import { inMegabytes, residentBytes } from '../system/resident.js';
import { withParts } from '../parts.js';
import { roundsOf } from './http-sides.js';

interface Size extends Chain {
  readonly oldEvents: number;
}

const FULL: Size = { stores: 1_000, days: 1, eventsPerDay: 100, oldEvents: 2_000_000 };
const USUAL: Size = { stores: 1_000, days: 1, eventsPerDay: 100, oldEvents: 400_000 };
const LOOK_EVERY_MS = 5;
const STARTED_WITHIN_MS = 120_000;

/** A log whose read models have handled all of it, as a server leaves it when it is stopped. */
const prepared = async (
  postgres: BenchPostgres,
  { oldEvents, ...chain }: Size,
  progress: Surroundings['progress'],
): Promise<BenchDatabase> => {
  const database = await postgres.database('cold start');
  await makeTables(database);
  if (oldEvents > 0) await writeOldDays(database, oldEvents, progress);
  await writeChain(database, chain, progress);
  const server = await startServer({ databaseUrl: database.url });
  await server.stop();
  await database.query('vacuum analyze');
  await database.query('checkpoint');
  return database;
};

/** Seconds from the start of the process until it tells what an open day of its newest store can still promise. */
const secondsToAnswer = async ({ url }: BenchDatabase, { stores }: Chain): Promise<number> => {
  const startedAtMs = performance.now();
  const server = await startBareServer({ databaseUrl: url });
  const path = `/stores/${storeIdNumbered(stores - 1)}/days/${dateAhead(0)}/availability`;
  try {
    for (;;) {
      const { status, body } = await server.ask(path);
      const tookMs = performance.now() - startedAtMs;
      if (status === 200) {
        demandSold(body as Availability);
        return tookMs / 1_000;
      }
      if (tookMs > STARTED_WITHIN_MS) throw new NotMeasured(`no availability after ${tookMs} ms`);
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    await server.stop();
  }
};

interface Availability {
  readonly slots: readonly {
    readonly load: { readonly items: { readonly confirmed: number; readonly held: number } };
  }[];
}

/** An answer that knows nothing of what was sold is no start. */
const demandSold = ({ slots }: Availability): void => {
  const sold = slots.reduce((sum, { load }) => sum + load.items.confirmed + load.items.held, 0);
  if (sold < HOLD.items) throw new NotMeasured('the server answered before it had read its open days');
};

const measure = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const size = around.full ? FULL : USUAL;
    const { progress } = around;
    const postgres = await keep(startBenchPostgres());
    const old = await prepared(postgres, size, progress);
    const young = await prepared(postgres, { ...size, oldEvents: 0 }, progress);
    for (const database of [old, young]) await secondsToAnswer(database, size);
    const [ours = [], theirs = []] = await inTurns(
      [
        { name: 'with the old events', measure: () => secondsToAnswer(old, size) },
        { name: 'without', measure: () => secondsToAnswer(young, size) },
      ],
      roundsOf(around),
    );
    const events = (count: number): string => count.toLocaleString('en');
    const open = size.stores * size.eventsPerDay;
    const figure = compare(
      {
        what: `cold start: ${events(size.stores)} stores, ${events(open)} events in open days, ${events(size.oldEvents)} old ones`,
        baseline: 'the same without the old',
        unit: 's',
        bound: atMost(1.3, 1.05),
      },
      ours,
      theirs,
    );
    return { figures: [figure], readings: [], ...(around.full ? {} : { size: SMALLER }) };
  });

const SMALLER = `cold-start ran with ${USUAL.oldEvents.toLocaleString('en')} old events; --full takes ${FULL.oldEvents.toLocaleString('en')}`;

const FOURTEEN_DAYS: Chain = { stores: 1_000, days: 14, eventsPerDay: 10 };
const TWO_DAYS: Chain = { stores: 1_000, days: 2, eventsPerDay: 10 };

const measureResident = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const chain = around.full ? FOURTEEN_DAYS : TWO_DAYS;
    const postgres = await keep(startBenchPostgres());
    const database = await postgres.database('resident');
    const empty = await keep(startServer({ databaseUrl: database.url }));
    const emptyBytes = residentBytes(empty.pid);
    await empty.stop();
    await writeChain(database, chain, around.progress);
    const writer = await startServer({ databaseUrl: database.url });
    await writer.stop();
    const server = await keep(startServer({ databaseUrl: database.url }));
    const bytes = residentBytes(server.pid);
    const days = chain.stores * chain.days;
    return {
      figures: [],
      readings: [
        {
          what: `resident memory of ${chain.stores} stores × ${chain.days} open days, ${chain.eventsPerDay} events each`,
          values: {
            'the server': inMegabytes(bytes),
            'without any store': inMegabytes(emptyBytes),
            'each day': `${Math.round((bytes - emptyBytes) / days / 1_024)} kB`,
          },
        },
      ],
      ...(around.full
        ? {}
        : { size: `resident ran with ${TWO_DAYS.days} open days a store; --full takes 14` }),
    };
  });

export const coldStart: Bench = {
  name: 'cold-start',
  summary: 'from the start of the process to availability, against the same without the old events',
  run: measure,
};

export const resident: Bench = {
  name: 'resident',
  summary: 'resident memory of a chain with its open days',
  run: measureResident,
};
