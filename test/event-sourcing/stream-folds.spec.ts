import fc from 'fast-check';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { StreamFolds } from '../../src/event-sourcing/stream-folds.js';
import { someEvent } from '../contract/contract-subject.js';
import { eveningOf, type Evening, type EveningEvent } from './box-office.js';
import { EVENING } from './lane-equipment.js';
import { eventsOf, WrappedStore } from './wrapped-stores.js';

const foldsOn = (store: InMemoryEventStore | WrappedStore) =>
  new StreamFolds<Evening, EveningEvent>(eveningOf(99), store);

/** Some streams in which every guest takes a seat of their own. */
const evenings = async (events: number, streams = [EVENING]): Promise<InMemoryEventStore> => {
  const store = new InMemoryEventStore();
  for (const stream of streams) {
    const taken = Array.from({ length: events }, (_, n) => ({
      ...someEvent({ guest: `${n}` }),
      type: 'SeatTaken',
    }));
    await store.append(stream, taken, 'noStream');
  }
  return store;
};

describe('Folded streams', () => {
  it('fold each event once, whatever comes again', async () => {
    const store = await evenings(6);
    const events = await eventsOf(store, EVENING);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { maxLength: 30 }), async places => {
        const folds = foldsOn(store);
        for (const place of places) await folds.apply(events[place]!);
        const newest = folds.revisionOf(EVENING);
        expect(folds.get(EVENING)?.taken ?? 0).toBe(Number(newest + 1n));
        expect(newest).toBeGreaterThanOrEqual(BigInt(Math.max(-1, ...places)));
      }),
      { numRuns: 100 },
    );
  });

  it('answer the state for what is new and nothing for what is not', async () => {
    const store = await evenings(2);
    const [first, second] = (await eventsOf(store, EVENING)) as [RecordedEvent, RecordedEvent];
    const folds = foldsOn(store);
    expect((await folds.apply(first))?.taken).toBe(1);
    expect(await folds.apply(first)).toBeUndefined();
    expect((await folds.apply(second))?.taken).toBe(2);
    expect(await folds.apply(first)).toBeUndefined();
  });

  it('read what is missing before an event', async () => {
    const store = new WrappedStore(await evenings(5));
    const events = await eventsOf(store, EVENING);
    const folds = foldsOn(store);
    await folds.apply(events[0]!);
    store.reads.length = 0;
    expect((await folds.apply(events[3]!))?.taken).toBe(5);
    expect(store.reads).toEqual([1n]);
    expect(await folds.apply(events[4]!)).toBeUndefined();
  });

  it('are loaded to their ends, and what is delivered again does no harm', async () => {
    const streams = Array.from({ length: 120 }, (_, n) => `evening-${n}`);
    const store = await evenings(3, streams);
    const folds = foldsOn(store);
    await folds.load(streams);
    for (const event of await eventsOf(store, 'evening-7')) expect(await folds.apply(event)).toBeUndefined();
    expect([...folds.entries()].map(([, { taken }]) => taken)).toEqual(streams.map(() => 3));
  });

  it('read at most eight streams at once', async () => {
    const streams = Array.from({ length: 120 }, (_, n) => `evening-${n}`);
    let [now, most] = [0, 0];
    const store = new (class extends WrappedStore {
      override async *readStream(stream: string) {
        most = Math.max(most, (now += 1));
        yield* super.readStream(stream);
        now -= 1;
      }
    })(await evenings(2, streams));
    await foldsOn(store).load(streams);
    expect(most).toBe(8);
  });

  it('stop reading as soon as one stream cannot be read', async () => {
    const streams = Array.from({ length: 120 }, (_, n) => `evening-${n}`);
    let asked = 0;
    const store = new (class extends WrappedStore {
      override async *readStream(stream: string) {
        asked += 1;
        if (asked === 3) throw new Error('no connection');
        yield* super.readStream(stream);
      }
    })(await evenings(1, streams));
    await expect(foldsOn(store).load(streams)).rejects.toThrow('no connection');
    const askedWhenItFailed = asked;
    await foldsOn(store).load(['evening-0']);
    expect(asked).toBeLessThanOrEqual(askedWhenItFailed + 1);
  });

  it('fold each event once when a stream is named twice or read while it is delivered', async () => {
    const store = await evenings(4);
    const events = await eventsOf(store, EVENING);
    const folds = foldsOn(store);
    await Promise.all([folds.load([EVENING, EVENING]), ...events.map(event => folds.apply(event))]);
    expect(folds.get(EVENING)?.taken).toBe(4);
  });

  it('know nothing of a stream they have not met', async () => {
    const folds = foldsOn(await evenings(1));
    expect(folds.get('elsewhere')).toBeUndefined();
    expect(folds.revisionOf('elsewhere')).toBe(-1n);
    await folds.load(['elsewhere']);
    expect(folds.get('elsewhere')).toBeUndefined();
  });
});
