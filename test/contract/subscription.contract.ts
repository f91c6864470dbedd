import { getEventListeners } from 'node:events';
import type {
  EventStore,
  LogBatch,
  RecordedEvent,
  SubscribeOptions,
} from '../../src/event-sourcing/event-store.js';
import { WrappedStore } from '../event-sourcing/wrapped-stores.js';
import { waitFor } from '../equipment/wait-for.js';
import { Reader, someEvents, upTo, written, type ContractSubject } from './contract-subject.js';

/** Switches the protection off: one event is lost on its way to the reader. */
class ForgetfulStore extends WrappedStore {
  override async *subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    for await (const { events, through } of super.subscribe(options)) {
      yield { events: events.filter(({ position }) => position !== 7n), through };
    }
  }
}

/** How every log is followed. */
export const subscriptionContract = (subject: () => ContractSubject): void => {
  let store: EventStore;
  const readers: Reader[] = [];
  beforeEach(() => ({ store } = subject()));
  afterEach(() => Promise.all(readers.splice(0).map(reader => reader.stop())));

  const follow = (log: EventStore, after?: bigint, prefixes?: readonly string[]): Reader => {
    const reader = new Reader(log, after, prefixes);
    readers.push(reader);
    return reader;
  };

  const reached = (reader: Reader, position: bigint) =>
    waitFor(() => (reader.positions.at(-1) ?? 0n) >= position, {
      what: `position ${position}`,
      withinMs: 8_000,
    });

  /** Two writers at once, each to a stream of its own. */
  const writeMeanwhile = async (appends: number): Promise<void> => {
    const other = await subject().another();
    const write = async (log: EventStore, stream: string) => {
      for (let n = 0; n < appends; n += 1) {
        await written(log, stream, someEvents(1 + (n % 3)), n === 0 ? 'noStream' : revision(n));
      }
    };
    const revision = (n: number): bigint =>
      BigInt(Array.from({ length: n }, (_, k) => 1 + (k % 3)).reduce((a, b) => a + b, 0) - 1);
    await Promise.all([write(store, 'day-a'), write(other, 'day-b')]);
  };

  describe('following the log', () => {
    it('catches up with what is there and goes on with what comes', async () => {
      await written(store, 'day-1', someEvents(3), 'noStream');
      const reader = follow(store);
      await reached(reader, 3n);
      await written(store, 'day-1', someEvents(2), 2n);
      await reached(reader, 5n);
      expect(reader.positions).toEqual(upTo(5n));
      expect(reader.events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n, 4n]);
    });

    it('begins behind the position that is already handled', async () => {
      await written(store, 'day-1', someEvents(4), 'noStream');
      const reader = follow(store, 2n);
      await reached(reader, 4n);
      expect(reader.positions).toEqual([3n, 4n]);
    });

    it('waits at the head of an empty log', async () => {
      const reader = follow(store);
      await written(store, 'day-1', someEvents(1), 'noStream');
      await reached(reader, 1n);
      expect(reader.positions).toEqual([1n]);
    });

    it('shows every event once and in order to many readers while two nodes write', async () => {
      const all = [follow(store), follow(await subject().another())];
      const writing = writeMeanwhile(15);
      await waitFor(async () => (await store.head()) > 10n, { what: 'the first events' });
      all.push(follow(store), follow(store, 5n));
      await writing;
      const head = await store.head();
      expect(head).toBe(60n);
      for (const reader of all) await reached(reader, head);
      expect(all.map(({ positions }) => positions)).toEqual([upTo(60n), upTo(60n), upTo(60n), upTo(60n, 6n)]);
    });

    it('would be seen to lose an event if it did', async () => {
      const reader = follow(new ForgetfulStore(store));
      await writeMeanwhile(15);
      await reached(reader, 60n);
      expect(reader.positions).not.toEqual(upTo(60n));
    });

    it('delivers the same as reading does', async () => {
      await written(store, 'day-1', someEvents(2), 'noStream');
      const reader = follow(store);
      await reached(reader, 2n);
      const events: RecordedEvent[] = [];
      for await (const event of store.readStream('day-1')) events.push(event);
      expect(reader.events).toEqual(events);
    });

    it('shows only the streams whose names begin as asked', async () => {
      const days = follow(store, 0n, ['day-']);
      const both = follow(store, 0n, ['day-', 'store-']);
      await written(store, 'store-1', someEvents(1), 'noStream');
      await written(store, 'day-1', someEvents(1), 'noStream');
      await written(store, 'holiday-1', someEvents(1), 'noStream');
      await written(store, 'day-2', someEvents(1), 'noStream');
      await Promise.all([reached(days, 4n), reached(both, 4n)]);
      expect(days.events.map(({ stream }) => stream)).toEqual(['day-1', 'day-2']);
      expect(both.events.map(({ stream }) => stream)).toEqual(['store-1', 'day-1', 'day-2']);
    });

    it('says how far it has read, whether or not anything there was asked for', async () => {
      const reader = follow(store, 0n, ['store-']);
      await written(store, 'store-1', someEvents(1), 'noStream');
      await written(store, 'day-1', someEvents(3), 'noStream');
      await waitFor(() => reader.through >= 4n, {
        what: 'the reader to pass what it did not ask for',
        withinMs: 8_000,
      });
      expect(reader.positions).toEqual([1n]);
      expect(reader.through).toBe(4n);
    });

    it('lets a slow reader take its time and misses nothing meanwhile', async () => {
      const ending = new AbortController();
      const seen: bigint[] = [];
      await written(store, 'day-1', someEvents(1), 'noStream');
      for await (const { events } of store.subscribe({ after: 0n, prefixes: [''], signal: ending.signal })) {
        seen.push(...events.map(({ position }) => position));
        const head = await store.head();
        if (head < 6n) await written(store, 'day-1', someEvents(1), head - 1n);
        else if (seen.length === 6) ending.abort();
      }
      expect(seen).toEqual(upTo(6n));
    });
  });

  describe('ceasing to follow', () => {
    it('ends a reader that waits, and leaves nobody listening on its signal', async () => {
      const reader = follow(store);
      await written(store, 'day-1', someEvents(1), 'noStream');
      await reached(reader, 1n);
      await waitFor(() => getEventListeners(reader.signal, 'abort').length === 1, {
        what: 'the reader to wait',
      });
      await reader.stop();
      expect(getEventListeners(reader.signal, 'abort')).toEqual([]);
      await written(store, 'day-1', someEvents(1), 0n);
      expect(reader.positions).toEqual([1n]);
    });

    it('does not pile up listeners while it follows', async () => {
      const reader = follow(store);
      for (let n = 0; n < 10; n += 1) {
        await written(store, `day-${n}`, someEvents(1), 'noStream');
        await reached(reader, BigInt(n + 1));
      }
      expect(getEventListeners(reader.signal, 'abort').length).toBeLessThanOrEqual(1);
    });

    it('ends one reader and leaves the others', async () => {
      const [one, other] = [follow(store), follow(store)];
      await one.stop();
      await written(store, 'day-1', someEvents(1), 'noStream');
      await reached(other, 1n);
      expect(one.positions).toEqual([]);
    });

    it('ends at once where the signal was given before', async () => {
      await written(store, 'day-1', someEvents(1), 'noStream');
      const signal = AbortSignal.abort();
      for await (const { events } of store.subscribe({ after: 0n, prefixes: [''], signal })) {
        throw new Error(`delivered ${events.length} events`);
      }
    });
  });
};
