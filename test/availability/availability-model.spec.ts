import { AvailabilityModel } from '../../src/availability/availability-model.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '../../src/event-sourcing/index.js';
import type { OpenDays } from '../../src/projections/open-days/index.js';
import { closeHouses } from '../http/house.js';
import { DATE, LUNCH, minutesFrom } from '../http/requests.js';
import { inPieces, livedDay } from '../projections/lived-day.js';

let lived: Awaited<ReturnType<typeof livedDay>>;
let store: EventStore;

beforeAll(async () => {
  lived = await livedDay();
  store = lived.server.app.get<EventStore>(EVENT_STORE);
});
afterAll(closeHouses);

const NOW = minutesFrom(LUNCH, 26);

const streamsUpTo = (position: bigint, prefix: string): readonly string[] => [
  ...new Set(
    lived.events
      .filter(event => event.position <= position && event.stream.startsWith(prefix))
      .map(({ stream }) => stream),
  ),
];

/** What open-days would have said when it had handled the log up to a position. */
const openDaysAt = (position: bigint): OpenDays => ({
  position,
  storeIds: streamsUpTo(position, 'store-').map(stream => stream.slice('store-'.length)),
  streams: streamsUpTo(position, 'serviceDay-'),
});

const modelFrom = (openDays: OpenDays): AvailabilityModel =>
  new AvailabilityModel(store, { now: () => NOW }, async () => openDays);

const told = async (model: AvailabilityModel, events: readonly RecordedEvent[]) => {
  for (const event of events) await model.handle([event]);
  return (await model.answer(lived.storeId, DATE))?.etag;
};

const head = (): bigint => lived.events.at(-1)?.position ?? 0n;
/** The answer of a model that was told the log from its very beginning. */
const expected = () => told(modelFrom(openDaysAt(0n)), lived.events);

describe('The availability model', () => {
  it('begins where open-days stands, not where the log ends, wherever that is', async () => {
    const etag = await expected();
    expect(etag).toBeDefined();
    for (let position = 0n; position <= head(); position += 1n) {
      const model = modelFrom(openDaysAt(position));
      const from = await model.begin();
      expect(from).toBe(position);
      expect(
        await told(
          model,
          lived.events.filter(event => event.position > from),
        ),
      ).toBe(etag);
    }
  });

  it('would not know the days opened behind open-days if it began at the head', async () => {
    const model = modelFrom({ ...openDaysAt(0n), position: head() });
    const from = await model.begin();
    expect(
      await told(
        model,
        lived.events.filter(event => event.position > from),
      ),
    ).not.toBe(await expected());
  });

  it.each([[[1]], [[3]], [[1_000]]])(
    'is not confused by events it has folded, told in pieces of %j',
    async sizes => {
      const etag = await expected();
      const model = modelFrom(openDaysAt(head()));
      await model.begin();
      expect((await model.answer(lived.storeId, DATE))?.etag).toBe(etag);
      for (const piece of inPieces(lived.events, sizes)) await model.handle(piece);
      expect((await model.answer(lived.storeId, DATE))?.etag).toBe(etag);
    },
  );

  it('goes on from where it was when its subscription begins anew', async () => {
    const model = modelFrom(openDaysAt(0n));
    expect(await model.begin()).toBe(0n);
    const half = lived.events.slice(0, 5);
    await told(model, half);
    expect(await model.begin()).toBe(half.at(-1)?.position);
    expect(await told(model, lived.events.slice(5))).toBe(await expected());
  });

  it('knows no store that is not in the log', async () => {
    const model = modelFrom(openDaysAt(head()));
    await model.begin();
    expect(await model.answer('sto_0000000000000', DATE)).toBeUndefined();
  });

  it('is not ready before it knows everything that was promised before it began', async () => {
    const model = modelFrom(openDaysAt(0n));
    expect(model.ready).toBe(false);
    await model.begin();
    expect(model.ready).toBe(false);
    await told(model, lived.events.slice(0, -1));
    expect(model.ready).toBe(false);
    await told(model, lived.events.slice(-1));
    expect(model.ready).toBe(true);
  });

  it('is ready once the log was read to its old end, even where the end is of no concern to it', async () => {
    const model = modelFrom(openDaysAt(0n));
    await model.begin();
    await told(model, lived.events.slice(0, -1));
    model.passed(head());
    expect(model.ready).toBe(true);
  });
});

describe('What the availability model could not fold', () => {
  /** The lived day with one order's facts of a type from the future, from its confirmation on. */
  const withStranger = (): { readonly events: readonly RecordedEvent[]; readonly at: bigint } => {
    const confirmation = lived.events.find(({ type }) => type === 'OrderConfirmed');
    if (confirmation === undefined) throw new Error('nothing was confirmed on the lived day');
    const events = lived.events.map(event =>
      event.position === confirmation.position ? { ...event, type: 'OrderGiftWrapped' } : event,
    );
    return { events, at: confirmation.revision };
  };
  /** Reads what the model is told, not what was really written. */
  const storeOf = (events: readonly RecordedEvent[]): EventStore => ({
    ...({ logId: store.logId, head: () => store.head() } as EventStore),
    async *readStream(stream, { from = 0n, limit = Infinity } = {}) {
      yield* events.filter(event => event.stream === stream && event.revision >= from).slice(0, limit);
    },
  });
  const answerOf = async (model: AvailabilityModel, date = DATE): Promise<Record<string, unknown>> => {
    const answer = await model.answer(lived.storeId, date);
    return JSON.parse(answer?.body.toString() ?? '{}') as Record<string, unknown>;
  };

  it('is left out, its answers say so and why, and all others go on', async () => {
    const { events, at } = withStranger();
    const model = new AvailabilityModel(storeOf(events), { now: () => NOW }, async () => openDaysAt(0n));
    await told(model, events);
    expect(await answerOf(model)).toMatchObject({
      degraded: true,
      why: [expect.stringContaining(`OrderGiftWrapped at revision ${at}: `) as string],
    });
    expect(model.parked()).toHaveLength(1);
    expect(await answerOf(model, '2031-01-06')).not.toHaveProperty('degraded');
    const whole = modelFrom(openDaysAt(0n));
    await told(whole, lived.events);
    expect(await answerOf(whole)).not.toHaveProperty('degraded');
  });
});
