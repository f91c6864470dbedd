import fc from 'fast-check';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { someEvent } from '../contract/contract-subject.js';
import { eveningOf, takeSeat } from './box-office.js';
import { SwiftTime } from './clocks.js';
import { EVENING, laneOn } from './lane-equipment.js';
import { eventsOf, RevisionIgnoringStore, WrappedStore } from './wrapped-stores.js';

/** Somebody else takes a seat right before each of our first appends. */
class RivalStore extends WrappedStore {
  constructor(
    inner: EventStore,
    private races: number,
  ) {
    super(inner);
  }

  override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    if (this.races > 0) {
      this.races -= 1;
      const rival = { ...someEvent({ guest: `rival ${this.races}` }), type: 'SeatTaken' };
      await this.inner.append(stream, [rival], expected);
    }
    return super.append(stream, events, expected);
  }
}

describe('A lane that loses a race', () => {
  it('reads what came first and decides again', async () => {
    const store = new RivalStore(new InMemoryEventStore(), 2);
    expect(await laneOn(store).submit(takeSeat('us'))).toMatchObject({ kind: 'accepted', revision: 2n });
    expect(store.appends.map(({ expected }) => expected)).toEqual(['noStream', 0n, 1n]);
    expect(store.reads).toEqual([0n, 0n, 1n]);
  });

  it('decides otherwise when what came first changes the answer', async () => {
    const store = new RivalStore(new InMemoryEventStore(), 3);
    expect(await laneOn(store).submit(takeSeat('us'))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'FULL', taken: 3 },
      revision: 2n,
    });
  });

  it('gives up after a bounded number of times, and goes on with the next command', async () => {
    const store = new RivalStore(new InMemoryEventStore(), 6);
    const network = new SwiftTime();
    const lane = laneOn(store, { kind: eveningOf(100), network, limits: { conflictsMax: 5 } });
    await expect(lane.submit(takeSeat('us'))).rejects.toMatchObject({ name: 'LaneConflict' });
    expect(store.appends).toHaveLength(6);
    expect(network.sleptMs.length).toBeGreaterThan(0);
    expect(Math.max(...network.sleptMs)).toBeLessThanOrEqual(8);
    expect(await lane.submit(takeSeat('us'))).toMatchObject({ kind: 'accepted', revision: 6n });
  });
});

describe('Two lanes on one stream', () => {
  const SEATS = 7;

  /** Guests come to either lane; appends and reads take their turns in any order. Returns the seats sold. */
  const sell = async (
    scheduler: fc.Scheduler,
    lanes: readonly number[],
    meddle: (store: EventStore) => EventStore,
  ): Promise<{ sold: number; accepted: number }> => {
    const log = new InMemoryEventStore();
    const slow = new SlowStore(log, scheduler);
    const two = [0, 1].map(() => laneOn(meddle(slow), { kind: eveningOf(SEATS) }));
    const answers = lanes.map((lane, guest) => two[lane]!.submit(takeSeat(`guest ${guest}`)));
    await scheduler.waitFor(Promise.all(answers));
    const kinds = (await Promise.all(answers)).map(({ kind }) => kind);
    expect(new Set(kinds).size).toBeLessThanOrEqual(2);
    return {
      sold: (await eventsOf(log, EVENING)).length,
      accepted: kinds.filter(kind => kind === 'accepted').length,
    };
  };
  const anyOrder = [fc.scheduler(), fc.array(fc.nat({ max: 1 }), { minLength: 10, maxLength: 25 })] as const;

  it('come to an end and never oversell, in whatever order the log serves them', () =>
    fc.assert(
      fc.asyncProperty(...anyOrder, async (scheduler, lanes) => {
        const { sold, accepted } = await sell(scheduler, lanes, store => store);
        expect(sold).toBe(SEATS);
        expect(accepted).toBe(SEATS);
      }),
      { numRuns: 60 },
    ));

  it('would oversell if the expected revision were ignored', async () => {
    const found = await fc.check(
      fc.asyncProperty(...anyOrder, async (scheduler, lanes) => {
        const { sold } = await sell(scheduler, lanes, store => new RevisionIgnoringStore(store));
        expect(sold).toBe(SEATS);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain(`Expected: ${SEATS}`);
  });
});

/** Lets a scheduler say who is served next. */
class SlowStore extends WrappedStore {
  constructor(
    inner: EventStore,
    private readonly scheduler: fc.Scheduler,
  ) {
    super(inner);
  }

  override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    await this.scheduler.schedule(Promise.resolve(), 'append');
    return super.append(stream, events, expected);
  }

  override async *readStream(...[stream, options]: Parameters<EventStore['readStream']>) {
    await this.scheduler.schedule(Promise.resolve(), 'read');
    yield* super.readStream(stream, options);
  }
}
