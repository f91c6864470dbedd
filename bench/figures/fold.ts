import { StreamFold, type EventStore, type RecordedEvent } from '../../src/event-sourcing/index.js';
import { serviceDayKind } from '../../src/orders/index.js';
import { systemTime } from '../../src/platform/clock/index.js';
import { NotMeasured, type Bench, type Measured, type Surroundings } from '../bench.js';
import { dateAhead } from '../fixtures/a-store.js';
import { openLog } from '../fixtures/open-log.js';
import { lanesOver, planOf, sellDay, streamOf } from '../fixtures/written-days.js';
import { atLeast, compare, inTurns } from '../rounds.js';
import { startBenchPostgres } from '../system/bench-database.js';
import { withParts } from '../parts.js';
import { roundsOf } from './http-sides.js';

const EVENTS = 10_000;
/** Times a side does its work in one measurement: a single one is over too soon to be told from noise. */
const REPEATS = 20;

/** A day as its log has it, read once. */
const readDay = async (): Promise<{ readonly stream: string; readonly events: readonly RecordedEvent[] }> =>
  withParts(async keep => {
    const postgres = await keep(startBenchPostgres());
    const log = await keep(openLog((await postgres.database('fold')).url));
    const plan = planOf(1, dateAhead(0));
    await sellDay(lanesOver(log.store, { queueMax: EVENTS }), plan, EVENTS);
    const events: RecordedEvent[] = [];
    for await (const event of log.store.readStream(streamOf(plan))) events.push(event);
    if (events.length !== EVENTS) throw new NotMeasured(`the day has ${events.length} events, not ${EVENTS}`);
    return { stream: streamOf(plan), events };
  });

const perSecond = async (work: () => Promise<void> | void): Promise<number> => {
  const startedAtMs = performance.now();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) await work();
  return (REPEATS * EVENTS) / ((performance.now() - startedAtMs) / 1_000);
};

const measure = async (around: Surroundings): Promise<Measured> => {
  const { stream, events } = await readDay();
  const texts = events.flatMap(({ data, metadata }) => [JSON.stringify(data), JSON.stringify(metadata)]);
  const store: Pick<EventStore, 'readStream'> = {
    async *readStream() {
      yield* events;
    },
  };
  const fold = async (): Promise<void> => {
    const folded = new StreamFold(stream, serviceDayKind, {
      store: store as EventStore,
      network: systemTime,
    });
    if ((await folded.readDelta()) !== EVENTS) throw new NotMeasured('the fold has left events out');
  };
  const parse = (): void => {
    for (const text of texts) JSON.parse(text);
  };
  await perSecond(fold);
  await perSecond(parse);
  const [ours = [], theirs = []] = await inTurns(
    [
      { name: 'fold', measure: () => perSecond(fold) },
      { name: 'JSON.parse', measure: () => perSecond(parse) },
    ],
    roundsOf(around),
  );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const figure = compare(
    {
      what: `fold of a ${EVENTS.toLocaleString('en')}-event day`,
      baseline: 'JSON.parse of the same bytes',
      unit: 'events/s',
      bound: atLeast(0.5, 1),
      notes: [`${Math.round(bytes / EVENTS)} bytes an event, data and metadata`],
    },
    ours,
    theirs,
  );
  return { figures: [figure], readings: [] };
};

export const fold: Bench = {
  name: 'fold',
  summary: 'folding a day of 10,000 events as a lane does, against JSON.parse of the same bytes',
  run: measure,
};
