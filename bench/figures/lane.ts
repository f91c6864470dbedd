import { NotMeasured, type Bench, type Measured, type Surroundings } from '../bench.js';
import { dateAhead } from '../fixtures/a-store.js';
import { openLog } from '../fixtures/open-log.js';
import { holdOn, inEnvelope, lanesOver, planOf, streamOf, type Lanes } from '../fixtures/written-days.js';
import type { DayPlan } from '../../src/stores/index.js';
import { atLeast, compare, inTurns } from '../rounds.js';
import { startBenchPostgres, type BenchDatabase } from '../system/bench-database.js';
import { withParts } from '../parts.js';
import { roundsOf } from './http-sides.js';

/** Guests who wait at the same time; each asks again as soon as it has its answer. */
const GUESTS = 400;

/** Holds a second while so many guests ask in turn, each hold found again in the log. */
const rateOf = async (
  lanes: Lanes,
  { plan, guests, seconds }: { readonly plan: DayPlan; readonly guests: number; readonly seconds: number },
  database: BenchDatabase,
): Promise<number> => {
  const stream = streamOf(plan);
  let held = 0;
  const hold = async (): Promise<void> => {
    const { kind } = await lanes.days.submit(stream, inEnvelope(holdOn(plan)));
    if (kind !== 'accepted') throw new NotMeasured(`the lane refused a hold of the bench`);
    held += 1;
  };
  await hold();
  const startedAtMs = performance.now();
  const untilMs = startedAtMs + seconds * 1_000;
  const guest = async (): Promise<void> => {
    while (performance.now() < untilMs) await hold();
  };
  await Promise.all(Array.from({ length: guests }, guest));
  const rate = (held - 1) / ((performance.now() - startedAtMs) / 1_000);
  const stored = await database.count(
    `select count(*) from log_event where stream = $1 and type = 'TimeslotHeld'`,
    [stream],
  );
  if (stored !== held) throw new NotMeasured(`the lane told ${held} holds, and ${stored} are in the log`);
  return rate;
};

const measure = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const postgres = await keep(startBenchPostgres());
    const database = await postgres.database('lane');
    const log = await keep(openLog(database.url));
    const lanes = lanesOver(log.store);
    const { seconds } = around;
    // A store of its own for every measurement: no round inherits the length of an earlier one.
    let stores = 0;
    const rate = (guests: number): Promise<number> => {
      stores += 1;
      return rateOf(lanes, { plan: planOf(stores, dateAhead(0)), guests, seconds }, database);
    };
    for (const guests of [GUESTS, 1]) await rate(guests);
    const [ours = [], theirs = []] = await inTurns(
      [
        { name: 'lane', measure: () => rate(GUESTS) },
        { name: 'one by one', measure: () => rate(1) },
      ],
      roundsOf(around),
    );
    const figure = compare(
      {
        what: `lane on the PostgreSQL adapter, ${GUESTS} guests, no HTTP`,
        baseline: 'one command, one append',
        unit: 'holds/s',
        bound: atLeast(8, 20),
        notes: ['every hold counted again in the log'],
      },
      ours,
      theirs,
    );
    return { figures: [figure], readings: [] };
  });

export const lane: Bench = {
  name: 'lane',
  summary: 'a lane on the PostgreSQL adapter, against one append per command',
  run: measure,
};
