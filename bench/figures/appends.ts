import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../../src/event-sourcing/index.js';
import type { Pool } from '../../src/platform/postgres/index.js';
import { NotMeasured, type Bench, type Figure, type Measured, type Surroundings } from '../bench.js';
import { dateAhead } from '../fixtures/a-store.js';
import { openLog } from '../fixtures/open-log.js';
import { holdOn, inEnvelope, planOf } from '../fixtures/written-days.js';
import { compare, inTurns } from '../rounds.js';
import { startBenchPostgres } from '../system/bench-database.js';
import { withParts } from '../parts.js';
import { roundsOf } from './http-sides.js';

const BATCH_SIZES = [1, 10, 50, 200] as const;
/** Half of what an HTTP side gets: there are four sizes. */
const SHARE_OF_SECONDS = 0.5;

const RAW_TABLE = `
  create table if not exists raw_event (
    position bigint generated always as identity primary key,
    id uuid not null, type text not null, data json not null, metadata json not null
  )`;

/** The same columns, without positions to give out, revisions to check or anybody to tell. */
const insertRaw = (pool: Pool, events: readonly NewEvent[]) =>
  pool.query({
    name: 'raw_insert',
    text: `insert into raw_event (id, type, data, metadata)
           select * from unnest($1::uuid[], $2::text[], $3::json[], $4::json[])`,
    values: [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ metadata }) => JSON.stringify(metadata)),
    ],
  });

const eventsOf = (count: number): readonly NewEvent[] => {
  const plan = planOf(1, dateAhead(0));
  return Array.from({ length: count }, () => {
    const { orderId, slot, load, by } = holdOn(plan);
    const { commandId, fingerprint, actor, correlationId, causationId } = inEnvelope(undefined);
    const at = new Date().toISOString();
    return {
      id: randomUUID(),
      type: 'TimeslotHeld',
      data: { orderId, slot, load, expiresAt: slot, by },
      metadata: {
        $correlationId: correlationId,
        $causationId: causationId,
        commandId,
        fingerprint,
        actor,
        decidedAt: at,
        receivedAt: at,
        schemaVersion: 1,
      },
    };
  });
};

const appendsPerSecond = async (seconds: number, append: () => Promise<void>): Promise<number> => {
  const startedAtMs = performance.now();
  let count = 0;
  for (; performance.now() - startedAtMs < seconds * 1_000; count += 1) await append();
  return count / ((performance.now() - startedAtMs) / 1_000);
};

const measure = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const postgres = await keep(startBenchPostgres());
    const log = await keep(openLog((await postgres.database('appends')).url));
    await log.pool.query(RAW_TABLE);
    const seconds = around.seconds * SHARE_OF_SECONDS;
    const figures: Figure[] = [];
    for (const size of BATCH_SIZES) {
      const stream = `bench-${size}`;
      let revision = -1n;
      const ours = async (): Promise<void> => {
        const expected = revision < 0n ? 'noStream' : revision;
        const outcome = await log.store.append(stream, eventsOf(size), expected);
        if (outcome.kind !== 'written') throw new NotMeasured(`an append ended as ${outcome.kind}`);
        revision = outcome.revision;
      };
      const raw = async (): Promise<void> => void (await insertRaw(log.pool, eventsOf(size)));
      const [appended = [], inserted = []] = await inTurns(
        [
          { name: `append of ${size}`, measure: () => appendsPerSecond(seconds, ours) },
          { name: `insert of ${size}`, measure: () => appendsPerSecond(seconds, raw) },
        ],
        roundsOf(around),
      );
      figures.push(
        compare(
          {
            what: `appends of ${size}, one after another`,
            baseline: 'raw multi-row insert',
            unit: 'appends/s',
          },
          appended,
          inserted,
        ),
      );
    }
    return { figures, readings: [] };
  });

export const appends: Bench = {
  name: 'appends',
  summary: 'appends a second by batch size, against raw multi-row inserts',
  run: measure,
};
