import fc from 'fast-check';
import { InMemoryEventStore, type AppendFault } from '../../src/event-sourcing/in-memory-event-store.js';
import type { AppendOutcome, EventStore } from '../../src/event-sourcing/event-store.js';
import { someEvent } from '../contract/contract-subject.js';
import { eveningOf, takeSeat } from './box-office.js';
import { HandTime } from './clocks.js';
import { Answers, EVENING, laneOn, submitAll, until } from './lane-equipment.js';
import { BlindStore, eventsOf, WrappedStore } from './wrapped-stores.js';

const LOST: AppendOutcome = { kind: 'unknown', cause: new Error('the answer was lost') };

/** Answers no append while it is silent; whether it writes nevertheless is up to the spec. */
class SilentStore extends WrappedStore {
  silent = true;
  writes = false;

  override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    if (!this.silent) return super.append(stream, events, expected);
    if (this.writes) await super.append(stream, events, expected);
    else this.appends.push({ count: events.length, expected });
    return LOST;
  }

  override async *readStream(...[stream, options]: Parameters<EventStore['readStream']>) {
    if (this.silent && this.appends.length > 0) throw new Error('the log does not answer');
    yield* super.readStream(stream, options);
  }
}

/** One guest, and the faults the appends meet. Returns how often the seat was sold. */
const soldUnder = async (faults: readonly AppendFault[], meddle = (store: EventStore) => store) => {
  const log = new InMemoryEventStore();
  log.failNext(...faults);
  const answer = await laneOn(meddle(log), { kind: eveningOf(100) }).submit(takeSeat('guest'));
  expect(answer).toMatchObject({ kind: 'accepted', repeated: false, revision: 0n });
  return (await eventsOf(log, EVENING)).length;
};

describe('An append whose outcome is unknown', () => {
  it('is found by reading back when it was written and its answer lost', async () => {
    expect(await soldUnder(['write-then-lose-answer'])).toBe(1);
  });

  it('is made again when it was lost before it was written', async () => {
    expect(await soldUnder(['lose-before-writing'])).toBe(1);
  });

  it('would be written twice if it were repeated blindly', async () => {
    expect(await soldUnder(['write-then-lose-answer'], store => new BlindStore(store))).toBe(2);
  });

  it('settles to exactly one append, whatever gets lost how often', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<AppendFault>('write-then-lose-answer', 'lose-before-writing'), {
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 6 }),
        async (faults, guests) => {
          const log = new InMemoryEventStore();
          log.failNext(...faults);
          const lane = laneOn(log, { kind: eveningOf(100) });
          const all = submitAll(lane, ...Array.from({ length: guests }, (_, n) => takeSeat(`${n}`)));
          expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(all.map(() => 'accepted'));
          expect((await eventsOf(log, EVENING)).map(({ data }) => data)).toEqual(
            all.map((_, n) => ({ guest: `${n}` })),
          );
        },
      ),
      { numRuns: 50 },
    ));

  it('is decided again when reading back finds somebody else there', async () => {
    const log = new InMemoryEventStore();
    const store = new (class extends WrappedStore {
      override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
        if (this.appends.length > 0) return super.append(stream, events, expected);
        this.appends.push({ count: events.length, expected });
        await this.inner.append(stream, [{ ...someEvent({ guest: 'rival' }), type: 'SeatTaken' }], expected);
        return LOST;
      }
    })(log);
    const answer = await laneOn(store, { kind: eveningOf(1) }).submit(takeSeat('us'));
    expect(answer).toMatchObject({ kind: 'rejected', rejection: { code: 'FULL', taken: 1 } });
    expect(await eventsOf(log, EVENING)).toHaveLength(1);
  });

  it('freezes its batch: nothing else is decided until it is settled', async () => {
    const network = new HandTime();
    const store = new SilentStore(new InMemoryEventStore());
    const lane = laneOn(store, { network });
    const first = lane.submit(takeSeat('a'));
    await until(() => network.waiting === 1, 'the lane to wait');
    const later = new Answers([first, ...submitAll(lane, takeSeat('b'), takeSeat('c'), takeSeat('d'))]);
    network.pass(network.nextInMs);
    await until(() => network.waiting === 1, 'the lane to wait again');
    expect(later.settled.size).toBe(0);
    expect(store.appends).toEqual([{ count: 1, expected: 'noStream' }]);
    store.silent = false;
    network.pass(network.nextInMs);
    const kinds = (await Promise.all(later.all)).map(answer => (answer as { kind: string }).kind);
    expect(kinds).toEqual(['accepted', 'accepted', 'accepted', 'rejected']);
    expect(store.appends).toEqual([
      { count: 1, expected: 'noStream' },
      { count: 1, expected: 'noStream' },
      { count: 2, expected: 0n },
    ]);
  });

  describe('at the deadline', () => {
    it.each([
      ['had been written', true],
      ['had not been written', false],
    ])('is told to those who wait, and the lane recovers when it %s', async (_, writes) => {
      const store = new SilentStore(new InMemoryEventStore());
      store.writes = writes;
      const lane = laneOn(store, { limits: { settleMs: 500 } });
      const guest = takeSeat('guest');
      await expect(lane.submit(guest)).rejects.toMatchObject({
        name: 'OutcomeUnknown',
        cause: { message: expect.stringMatching(/lost|does not answer/) as string },
      });
      store.silent = false;
      expect(await lane.submit(guest)).toMatchObject({ kind: 'accepted', repeated: writes, revision: 0n });
      expect(await lane.submit(takeSeat('next'))).toMatchObject({ kind: 'accepted', revision: 1n });
      expect(await eventsOf(store, EVENING)).toHaveLength(2);
    });

    it('is no later than the time for settling allows', async () => {
      const network = new HandTime();
      const lane = laneOn(new SilentStore(new InMemoryEventStore()), { network, limits: { settleMs: 500 } });
      const answers = new Answers([lane.submit(takeSeat('guest'))]);
      answers.all[0]?.catch(() => undefined);
      while (answers.settled.size === 0) {
        await until(() => network.waiting === 1 || answers.settled.size === 1, 'the lane');
        if (network.waiting === 1) network.pass(network.nextInMs);
      }
      expect(network.monotonicMs()).toBeGreaterThanOrEqual(500);
      expect(network.monotonicMs()).toBeLessThanOrEqual(600);
    });

    it('answers those who came later on their own', async () => {
      const network = new HandTime();
      const store = new SilentStore(new InMemoryEventStore());
      const lane = laneOn(store, { network, limits: { settleMs: 50 } });
      const all = submitAll(lane, takeSeat('a'), takeSeat('b'), takeSeat('c'));
      await until(() => network.waiting === 1, 'the lane to wait');
      store.silent = false;
      network.pass(50);
      expect(await Promise.allSettled(all)).toMatchObject([
        { reason: { name: 'OutcomeUnknown' } },
        { value: { kind: 'accepted', revision: 0n } },
        { value: { kind: 'accepted', revision: 1n } },
      ]);
    });
  });

  it('does not become "nothing was recorded" when the log falls silent after it was found', async () => {
    const lossy = new InMemoryEventStore();
    lossy.failNext('write-then-lose-answer');
    const store = new (class extends WrappedStore {
      override async *readStream(...[stream, options]: Parameters<EventStore['readStream']>) {
        // The lane loads, reads back, and then wants to fold what it found.
        if (this.reads.length === 2) throw new Error('the log does not answer');
        yield* super.readStream(stream, options);
      }
    })(lossy);
    await expect(laneOn(store).submit(takeSeat('guest'))).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(await eventsOf(lossy, EVENING)).toHaveLength(1);
  });

  it('is not what a lane tells that could not even read its stream', async () => {
    const store = new (class extends WrappedStore {
      override async *readStream(...[stream, options]: Parameters<EventStore['readStream']>) {
        if (this.reads.push(0n) === 1) throw new Error('the log does not answer');
        yield* this.inner.readStream(stream, options);
      }
    })(new InMemoryEventStore());
    const lane = laneOn(store);
    await expect(lane.submit(takeSeat('guest'))).rejects.toMatchObject({
      name: 'LogUnavailable',
      cause: { message: 'the log does not answer' },
    });
    expect(await lane.submit(takeSeat('guest'))).toMatchObject({ kind: 'accepted' });
  });
});
