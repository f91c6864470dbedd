import { eventIdOf } from '../../src/event-sourcing/event-identity.js';
import type { EventStore, NewEvent } from '../../src/event-sourcing/event-store.js';
import { RevisionIgnoringStore } from '../event-sourcing/wrapped-stores.js';
import { read, someEvent, someEvents, written, type ContractSubject } from './contract-subject.js';
import { faultContract } from './fault.contract.js';
import { subscriptionContract } from './subscription.contract.js';

/** What every log must do, whatever it is made of. */
export const eventStoreContract = (open: () => Promise<ContractSubject>): void => {
  let subject: ContractSubject;
  let store: EventStore;
  beforeEach(async () => {
    subject = await open();
    ({ store } = subject);
  });
  afterEach(() => subject.close());

  describe('appending', () => {
    it('begins a stream that does not exist yet', async () => {
      const outcome = await store.append('day-1', someEvents(2), 'noStream');
      expect(outcome).toEqual({ kind: 'written', revision: 1n, position: 2n });
    });

    it('goes on at the exact revision', async () => {
      await written(store, 'day-1', someEvents(2), 'noStream');
      expect(await store.append('day-1', someEvents(3), 1n)).toEqual({
        kind: 'written',
        revision: 4n,
        position: 5n,
      });
    });

    it('is a conflict with the actual revision where the stream is further', async () => {
      await written(store, 'day-1', someEvents(3), 'noStream');
      expect(await store.append('day-1', someEvents(1), 0n)).toEqual({ kind: 'conflict', actual: 2n });
      expect(await store.append('day-1', someEvents(1), 'noStream')).toEqual({
        kind: 'conflict',
        actual: 2n,
      });
    });

    it('is a conflict where the stream is not as far, or not there at all', async () => {
      await written(store, 'day-1', someEvents(1), 'noStream');
      expect(await store.append('day-1', someEvents(1), 5n)).toEqual({ kind: 'conflict', actual: 0n });
      expect(await store.append('day-2', someEvents(1), 0n)).toEqual({
        kind: 'conflict',
        actual: 'noStream',
      });
    });

    it('writes nothing at a conflict', async () => {
      await written(store, 'day-1', someEvents(1), 'noStream');
      await store.append('day-1', someEvents(2), 'noStream');
      expect(await read(store, 'day-1')).toHaveLength(1);
      expect(await store.head()).toBe(1n);
    });

    it('writes all events or none: one that cannot be written keeps out those before it', async () => {
      const impossible = someEvent({ amount: 1n });
      const outcome = await store
        .append('day-1', [someEvent(), impossible], 'noStream')
        .catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(TypeError);
      expect(await read(store, 'day-1')).toEqual([]);
      expect(await store.head()).toBe(0n);
    });

    it('gives dense revisions to each stream and growing positions to the log', async () => {
      await written(store, 'day-1', someEvents(2), 'noStream');
      await written(store, 'day-2', someEvents(1), 'noStream');
      await written(store, 'day-1', someEvents(2), 1n);
      const [first, second] = [await read(store, 'day-1'), await read(store, 'day-2')];
      expect(first.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n]);
      expect(second.map(({ revision }) => revision)).toEqual([0n]);
      expect([...first, ...second].map(({ position }) => position)).toEqual([1n, 2n, 4n, 5n, 3n]);
    });

    it('gives an outcome to each of many streams appended to at once', async () => {
      await written(store, 'day-3', someEvents(1), 'noStream');
      const streams = Array.from({ length: 20 }, (_, number) => `day-${number}`);
      const outcomes = await Promise.all(
        streams.map(stream => store.append(stream, someEvents(2), 'noStream')),
      );
      outcomes.forEach((outcome, number) =>
        expect(outcome).toMatchObject(
          number === 3 ? { kind: 'conflict', actual: 0n } : { kind: 'written', revision: 1n },
        ),
      );
      for (const stream of streams) {
        expect(await read(store, stream)).toHaveLength(stream === 'day-3' ? 1 : 2);
      }
    });

    it('lets what cannot be written harm no other append of that moment', async () => {
      const outcomes = await Promise.allSettled([
        store.append('day-1', someEvents(1), 'noStream'),
        store.append('day-2', [someEvent({ amount: 1n })], 'noStream'),
        store.append('day-3', someEvents(1), 'noStream'),
      ]);
      expect(outcomes).toMatchObject([
        { value: { kind: 'written' } },
        { status: 'rejected' },
        { value: { kind: 'written' } },
      ]);
    });
  });

  describe('repeating an append', () => {
    it('is a success with the first answer and changes nothing', async () => {
      const events = someEvents(3);
      const first = await written(store, 'day-1', events, 'noStream');
      await written(store, 'day-1', someEvents(1), 2n);
      await written(store, 'day-2', someEvents(1), 'noStream');
      expect(await store.append('day-1', events, 'noStream')).toEqual(first);
      expect(await store.head()).toBe(5n);
      expect(await read(store, 'day-1')).toHaveLength(4);
    });

    it('works in the middle of a stream, too', async () => {
      await written(store, 'day-1', someEvents(2), 'noStream');
      const events = someEvents(2);
      const first = await written(store, 'day-1', events, 1n);
      await written(store, 'day-1', someEvents(2), 3n);
      expect(await store.append('day-1', events, 1n)).toEqual(first);
    });

    it('is a conflict when the ids are others', async () => {
      await written(store, 'day-1', someEvents(2), 'noStream');
      expect(await store.append('day-1', someEvents(2), 'noStream')).toEqual({
        kind: 'conflict',
        actual: 1n,
      });
    });

    it('is a conflict when only some of the ids are the same', async () => {
      const [a, b, c] = [someEvent(), someEvent(), someEvent()];
      await written(store, 'day-1', [a, b], 'noStream');
      const conflict = { kind: 'conflict', actual: 1n };
      expect(await store.append('day-1', [a, c], 'noStream')).toEqual(conflict);
      expect(await store.append('day-1', [c, b], 'noStream')).toEqual(conflict);
      expect(await store.append('day-1', [b, a], 'noStream')).toEqual(conflict);
      expect(await store.append('day-1', [a, b, c], 'noStream')).toEqual(conflict);
      expect(await read(store, 'day-1')).toHaveLength(2);
    });

    it('is a conflict in another stream', async () => {
      const events = someEvents(1);
      await written(store, 'day-1', events, 'noStream');
      await written(store, 'day-2', someEvents(1), 'noStream');
      expect(await store.append('day-2', events, 'noStream')).toEqual({ kind: 'conflict', actual: 0n });
    });

    it('does not look at ids where the expected revision is the current one', async () => {
      const events = someEvents(2);
      await written(store, 'day-1', events, 'noStream');
      expect(await store.append('day-1', events, 1n)).toMatchObject({ kind: 'written', revision: 3n });
      expect(await read(store, 'day-1')).toHaveLength(4);
    });
  });

  describe('many writers at one revision', () => {
    const WRITERS = 12;

    const winnersOf = async (...stores: EventStore[]): Promise<number> => {
      await written(store, 'day-1', someEvents(1), 'noStream');
      const outcomes = await Promise.all(
        Array.from({ length: WRITERS }, (_, number) =>
          stores[number % stores.length]!.append('day-1', someEvents(1), 0n),
        ),
      );
      return outcomes.filter(({ kind }) => kind === 'written').length;
    };

    it('leave exactly one that is first', async () => {
      expect(await winnersOf(store, await subject.another())).toBe(1);
      expect(await read(store, 'day-1')).toHaveLength(2);
    });

    it('would all be first if the expected revision were ignored', async () => {
      const careless = new RevisionIgnoringStore(store);
      expect(await winnersOf(careless, new RevisionIgnoringStore(await subject.another()))).toBe(WRITERS);
    });

    /** Two nodes decide one command at one revision; what each makes of it is other. */
    const twoReadings = (idOf: typeof eventIdOf) =>
      [1, 2].map(guests => {
        const event = someEvent({ guests });
        const { commandId, decidedAt } = event.metadata;
        return { ...event, id: idOf(commandId, 0, event, decidedAt) };
      }) as [NewEvent, NewEvent];

    it('get one winner when they carry one command with different content', async () => {
      const [one, other] = twoReadings(eventIdOf);
      const outcomes = await Promise.all([
        store.append('day-1', [one], 'noStream'),
        (await subject.another()).append('day-1', [other], 'noStream'),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['conflict', 'written']);
    });

    it('are told apart when one command comes twice with different content: the second is a conflict', async () => {
      const [one, other] = twoReadings(eventIdOf);
      await written(store, 'day-1', [one], 'noStream');
      expect(await store.append('day-1', [other], 'noStream')).toEqual({ kind: 'conflict', actual: 0n });
      expect(await read(store, 'day-1')).toMatchObject([{ data: { guests: 1 } }]);
    });

    it('would both be told that theirs is written if ids said nothing of the content', async () => {
      const [one, other] = twoReadings(() => someEvent().metadata.commandId);
      await written(store, 'day-1', [one], 'noStream');
      expect(await store.append('day-1', [other], 'noStream')).toMatchObject({ kind: 'written' });
      expect(await read(store, 'day-1')).toMatchObject([{ data: { guests: 1 } }]);
    });
  });

  describe('reading a stream', () => {
    it('finds nothing where there is no stream', async () => {
      expect(await read(store, 'nowhere')).toEqual([]);
      expect(await read(store, 'nowhere', { from: 3n, limit: 2 })).toEqual([]);
    });

    it('begins at a revision and ends after as many events as asked for', async () => {
      await written(store, 'day-1', someEvents(5), 'noStream');
      const revisions = async (options: { from?: bigint; limit?: number }) =>
        (await read(store, 'day-1', options)).map(({ revision }) => revision);
      expect(await revisions({ from: 3n })).toEqual([3n, 4n]);
      expect(await revisions({ limit: 2 })).toEqual([0n, 1n]);
      expect(await revisions({ from: 1n, limit: 2 })).toEqual([1n, 2n]);
      expect(await revisions({ from: 5n })).toEqual([]);
      expect(await revisions({ limit: 0 })).toEqual([]);
    });

    it('does not mistake a stream for one whose name begins alike', async () => {
      await written(store, 'day-1', someEvents(1), 'noStream');
      await written(store, 'day-10', someEvents(2), 'noStream');
      expect(await read(store, 'day-1')).toHaveLength(1);
    });

    it('gives back each event as it was written, with its place', async () => {
      const event = {
        ...someEvent({ guests: 2 }),
        metadata: {
          ...someEvent().metadata,
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      };
      await written(store, 'day-1', [event], 'noStream');
      expect(await read(store, 'day-1')).toEqual([{ ...event, stream: 'day-1', revision: 0n, position: 1n }]);
    });

    it.each<[what: string, data: unknown]>([
      ['letters of many scripts', { name: 'Żółć 東京 🍕 \u202e ßẞ e\u0301' }],
      ['the NUL character', { note: 'a\u0000b', '\u0000': 1 }],
      ['half of a surrogate pair', { note: '\ud800 alone' }],
      ['quotes, backslashes and what looks like SQL', { note: `'"\\ $1; drop table log_event; --` }],
      ['numbers at the edge', { most: Number.MAX_SAFE_INTEGER, least: -0.1, tiny: 5e-324, huge: 1.7e308 }],
      ['nothing, in its several forms', { none: null, empty: '', list: [], object: {} }],
      ['keys in the order they came', { b: 1, a: 2, 10: 3 }],
      ['a plain value', 'text'],
    ])('keeps %s', async (_, data) => {
      await written(store, 'day-1', [someEvent(data)], 'noStream');
      const [recorded] = await read(store, 'day-1');
      expect(recorded?.data).toEqual(data);
      expect(JSON.stringify(recorded?.data)).toBe(JSON.stringify(data));
    });

    it('keeps deeply nested data', async () => {
      const deep = Array.from({ length: 200 }).reduce<unknown>(inner => ({ inner }), 'the end');
      await written(store, 'day-1', [someEvent(deep)], 'noStream');
      expect((await read(store, 'day-1'))[0]?.data).toEqual(deep);
    });

    it('is not touched by what a writer does to the events afterwards', async () => {
      const data = { guests: 1 };
      await written(store, 'day-1', [someEvent(data)], 'noStream');
      data.guests = 99;
      expect((await read(store, 'day-1'))[0]?.data).toEqual({ guests: 1 });
    });
  });

  describe('the head', () => {
    it('is the position of the newest event, and 0 in an empty log', async () => {
      expect(await store.head()).toBe(0n);
      await written(store, 'day-1', someEvents(3), 'noStream');
      expect(await store.head()).toBe(3n);
    });

    it('belongs to a log with a name, the same for all who have it open', async () => {
      expect(store.logId).not.toBe('');
      expect((await subject.another()).logId).toBe(store.logId);
    });
  });

  faultContract(() => subject);
  subscriptionContract(() => subject);
};
