import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { eveningOf, leaveSeat, takeSeat } from './box-office.js';
import { SwiftTime } from './clocks.js';
import { laneOn, submitAll } from './lane-equipment.js';
import { WrappedStore } from './wrapped-stores.js';

describe('An answer that no append guards', () => {
  /** One lane has seen a full house; somebody leaves through another lane, and time passes. */
  const fullHouseThenOneLeaves = async (passedMs: number, laneTrustMs = 250) => {
    const store = new WrappedStore(new InMemoryEventStore());
    const network = new SwiftTime();
    const [lane, other] = [laneOn(store, { network, limits: { laneTrustMs } }), laneOn(store, { network })];
    await Promise.all(submitAll(lane, takeSeat('a'), takeSeat('b'), takeSeat('c')));
    await other.submit(leaveSeat('b'));
    network.pass(passedMs);
    store.reads.length = 0;
    store.appends.length = 0;
    return { lane, store };
  };

  it('is checked by reading what is new, once the lane has not heard of its stream for the time it trusts', async () => {
    const { lane, store } = await fullHouseThenOneLeaves(251);
    expect(await lane.submit(takeSeat('d'))).toMatchObject({ kind: 'accepted', revision: 4n });
    expect(store.reads).toEqual([3n]);
  });

  it('would be a refusal for a seat that is free if nothing were read', async () => {
    const { lane, store } = await fullHouseThenOneLeaves(251, Infinity);
    expect(await lane.submit(takeSeat('d'))).toMatchObject({ kind: 'rejected', rejection: { code: 'FULL' } });
    expect(store.reads).toEqual([]);
  });

  it('is given at once within that time', async () => {
    const { lane, store } = await fullHouseThenOneLeaves(249);
    expect(await lane.submit(takeSeat('d'))).toMatchObject({ kind: 'rejected' });
    expect(store.reads).toEqual([]);
  });

  it('is checked, too, when it is an acceptance that records nothing', async () => {
    const { lane, store } = await fullHouseThenOneLeaves(251);
    expect(await lane.submit(takeSeat('b'))).toMatchObject({
      kind: 'accepted',
      events: [{ type: 'SeatTaken' }],
    });
    expect(store.reads).toEqual([3n]);
  });

  it('is checked by one read for all who wait', async () => {
    const store = new WrappedStore(new InMemoryEventStore());
    const network = new SwiftTime();
    const lane = laneOn(store, { network, kind: eveningOf(1) });
    await lane.submit(takeSeat('a'));
    network.pass(1_000);
    store.reads.length = 0;
    const all = submitAll(lane, ...Array.from({ length: 50 }, (_, n) => takeSeat(`late ${n}`)));
    expect(new Set((await Promise.all(all)).map(({ kind }) => kind))).toEqual(new Set(['rejected']));
    // The read of the first, which was alone, serves all the others: they came within the time it is trusted.
    expect(store.reads).toEqual([1n]);
    expect(store.appends).toHaveLength(1);
  });
});
