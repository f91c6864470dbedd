import { atLeast, compare, inTurns } from '../rounds.js';
import type { Bench, Measured, Surroundings } from '../bench.js';
import { dateAhead, HOLD } from '../fixtures/a-store.js';
import { openStores, slotOfDay } from '../fixtures/open-over-http.js';
import { startBenchPostgres, type BenchDatabase } from '../system/bench-database.js';
import { startServer, type ServerUnderTest } from '../system/server.js';
import { type Keep, withParts } from '../parts.js';
import { baseline, measuredRate, roundsOf, WARM_UP_SECONDS } from './http-sides.js';

const SPREAD_STORES = 200;
const PER_SECOND = 'holds/s';
const ROW_LOCK = 'bare Fastify, a row lock per hold';

/** What one round sends: fresh days, so that no round inherits the length of an earlier one. */
interface Round {
  readonly seconds: number;
  readonly paths: readonly string[];
  readonly body: string;
  readonly keys: string;
}

interface Shop {
  readonly server: ServerUnderTest;
  readonly rowLock: string;
  readonly database: BenchDatabase;
  readonly rowLockDatabase: BenchDatabase;
  readonly storeIds: readonly string[];
}

const roundOf = async ({ server, storeIds }: Shop, day: number, seconds: number): Promise<Round> => ({
  seconds,
  paths: storeIds.map(storeId => `/stores/${storeId}/days/${dateAhead(day)}/holds`),
  body: JSON.stringify({ slot: await slotOfDay(server, storeIds[0] ?? '', day), ...HOLD }),
  keys: `day-${day}`,
});

const openShop = async (stores: number, { profileDir }: Surroundings, keep: Keep): Promise<Shop> => {
  const postgres = await keep(startBenchPostgres());
  const database = await postgres.database('ours');
  const rowLockDatabase = await postgres.database('row lock');
  const server = await keep(startServer({ databaseUrl: database.url, profileDir }));
  const rowLock = await keep(baseline('row-lock', rowLockDatabase.url));
  const storeIds = await openStores(server, stores);
  return { server, rowLock: rowLock.url, database, rowLockDatabase, storeIds };
};

/** The row-lock baseline has its slots before anybody asks for one. */
const fillSlots = async (
  { rowLockDatabase, storeIds }: Shop,
  day: number,
  { body }: Round,
): Promise<void> => {
  const { slot } = JSON.parse(body) as { slot: string };
  await rowLockDatabase.query(
    'insert into slot (store, day, slot_start) select unnest($1::text[]), $2, $3 on conflict do nothing',
    [storeIds, dateAhead(day), slot],
  );
};

const storedHolds = ({ database }: Shop) =>
  database.count(`select count(*) from log_event where type = 'TimeslotHeld'`);
const storedRows = ({ rowLockDatabase }: Shop) => rowLockDatabase.count('select count(*) from hold');

/** Days that a bench sells: the first to warm up, then one a round. */
const sell = async (shop: Shop, round: Round, lateMs: number[]): Promise<number> => {
  const rate = await measuredRate({ url: shop.server.url, method: 'POST', ...round }, () =>
    storedHolds(shop),
  );
  // Read models that still follow would run beside the next side's measurement.
  lateMs.push(await shop.server.caughtUp());
  return rate;
};

const lateNote = (lateMs: readonly number[]): string =>
  `every hold counted again in the log; afterwards its readers needed up to ${Math.round(Math.max(...lateMs))} ms to catch up`;

const measureHot = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const shop = await openShop(1, around, keep);
    const nest = await keep(baseline('nest-route'));
    const echo = await keep(baseline('echo'));
    const lateMs: number[] = [];
    const days = await Promise.all(
      Array.from({ length: around.rounds + 1 }, (_, day) =>
        roundOf(shop, day, day === 0 ? WARM_UP_SECONDS : around.seconds),
      ),
    );
    const on = (day: number): Round => days[day] ?? days[0]!;
    const sides = [
      { name: 'ours', sell: (day: number) => sell(shop, on(day), lateMs) },
      {
        name: 'row lock',
        sell: async (day: number) => {
          await fillSlots(shop, day, on(day));
          return measuredRate({ url: shop.rowLock, method: 'POST', ...on(day) }, () => storedRows(shop));
        },
      },
      { name: 'Nest', sell: (day: number) => measuredRate({ url: nest.url, method: 'POST', ...on(day) }) },
      { name: 'echo', sell: (day: number) => measuredRate({ url: echo.url, method: 'POST', ...on(day) }) },
    ];
    for (const side of sides) await side.sell(0);
    const measured = await inTurns(
      sides.map(side => ({ name: side.name, measure: (round: number) => side.sell(round + 1) })),
      roundsOf(around),
    );
    const [ours = [], rowLock = [], nestRoute = [], echoed = []] = measured;
    const what = 'durable holds on one hot slot over HTTP';
    const notes = [lateNote(lateMs)];
    return {
      readings: [],
      figures: [
        compare({ what, baseline: ROW_LOCK, unit: PER_SECOND, bound: atLeast(6, 12), notes }, ours, rowLock),
        compare(
          { what, baseline: 'the same Nest route, no store', unit: PER_SECOND, bound: atLeast(0.3, 0.6) },
          ours,
          nestRoute,
        ),
        compare(
          {
            what,
            baseline: 'bare Fastify echoing the POST',
            unit: PER_SECOND,
            bound: atLeast(undefined, 0.5),
          },
          ours,
          echoed,
        ),
      ],
    };
  });

const measureSpread = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const shop = await openShop(SPREAD_STORES, around, keep);
    const lateMs: number[] = [];
    const measure = async (day: number, side: 'ours' | 'row lock'): Promise<number> => {
      const round = await roundOf(shop, day, day === 0 ? WARM_UP_SECONDS : around.seconds);
      if (side === 'ours') return sell(shop, round, lateMs);
      await fillSlots(shop, day, round);
      return measuredRate({ url: shop.rowLock, method: 'POST', ...round }, () => storedRows(shop));
    };
    await measure(0, 'ours');
    await measure(0, 'row lock');
    const [ours = [], rowLock = []] = await inTurns(
      (['ours', 'row lock'] as const).map(name => ({
        name,
        measure: (round: number) => measure(round + 1, name),
      })),
      roundsOf(around),
    );
    return {
      readings: [],
      figures: [
        compare(
          {
            what: `holds spread over ${SPREAD_STORES} stores over HTTP`,
            baseline: `${ROW_LOCK}, spread likewise`,
            unit: PER_SECOND,
            bound: atLeast(2.5, 5),
            notes: [lateNote(lateMs)],
          },
          ours,
          rowLock,
        ),
      ],
    };
  });

export const hotSlot: Bench = {
  name: 'hot-slot',
  summary: 'durable holds on one slot over HTTP, against a row lock, a route without a store, and an echo',
  run: measureHot,
};

export const spread: Bench = {
  name: 'spread',
  summary: `durable holds spread over ${SPREAD_STORES} stores over HTTP, against a row lock`,
  run: measureSpread,
};
