import { CommandLanes } from '../../src/event-sourcing/command-lanes.js';
import { DEFAULT_LANE_LIMITS } from '../../src/event-sourcing/lane-surroundings.js';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { commandId, envelope, eveningOf, leaveSeat, takeSeat } from './box-office.js';
import { HandClock, SwiftTime } from './clocks.js';
import { EVENING, laneOn, submitAll } from './lane-equipment.js';
import { eventsOf, WrappedStore } from './wrapped-stores.js';

describe('A command that is repeated', () => {
  const id = commandId(7_001);
  const again = {
    kind: 'accepted',
    repeated: true,
    revision: 1n,
    events: [{ type: 'SeatTaken', data: { guest: 'a' } }],
  };

  it('gets the answer it got, and nothing is recorded', async () => {
    const store = new InMemoryEventStore();
    const lane = laneOn(store);
    await lane.submit(takeSeat('before'));
    const first = await lane.submit(takeSeat('a', id));
    await lane.submit(leaveSeat('a'));
    expect(await lane.submit(takeSeat('a', id))).toEqual({ ...first, repeated: true });
    expect(await eventsOf(store, EVENING)).toHaveLength(3);
  });

  it('gets it in the same batch', async () => {
    const store = new InMemoryEventStore();
    const all = submitAll(laneOn(store), takeSeat('before'), takeSeat('a', id), takeSeat('a', id));
    expect(await Promise.all(all)).toMatchObject([{ revision: 0n }, { ...again, repeated: false }, again]);
    expect(await eventsOf(store, EVENING)).toHaveLength(2);
  });

  /** One lane accepts the command; another, which has read the log before, gets it `laterMs` later. */
  const atAnotherLane = async (laterMs: number) => {
    const store = new InMemoryEventStore();
    const clock = new HandClock();
    const [one, other] = [laneOn(store, { clock }), laneOn(store, { clock })];
    await one.submit(takeSeat('before'));
    await other.submit(takeSeat('before'));
    await one.submit(takeSeat('a', id));
    clock.ms += laterMs;
    const answer = await other.submit(takeSeat('a', id));
    expect(await eventsOf(store, EVENING)).toHaveLength(2);
    return answer;
  };

  it('gets it from another lane, which has read the log before', async () => {
    expect(await atAnotherLane(1)).toMatchObject(again);
  });

  it('gets it from another lane in the same instant, where the two appends are one and the same', async () => {
    expect(await atAnotherLane(0)).toMatchObject({ ...again, repeated: false });
  });

  it('gets all its events, when there were several', async () => {
    const store = new InMemoryEventStore();
    const both = () => envelope({ type: 'TakeSeats', guests: ['a', 'b'] }, { id });
    const first = await laneOn(store).submit(both());
    await laneOn(store).submit(takeSeat('c'));
    expect(await laneOn(store).submit(both())).toEqual({ ...first, repeated: true });
  });

  it('is told that its key was used when it says something else', async () => {
    const store = new InMemoryEventStore();
    await laneOn(store).submit(takeSeat('a', id));
    expect(await laneOn(store).submit(takeSeat('b', id))).toEqual({ kind: 'key-reused' });
    expect(await eventsOf(store, EVENING)).toHaveLength(1);
  });

  it('is decided afresh when it was refused', async () => {
    const lane = laneOn(new InMemoryEventStore(), { kind: eveningOf(1) });
    await lane.submit(takeSeat('first'));
    expect(await lane.submit(takeSeat('a', id))).toMatchObject({ kind: 'rejected' });
    await lane.submit(leaveSeat('first'));
    expect(await lane.submit(takeSeat('a', id))).toMatchObject({ kind: 'accepted', repeated: false });
  });
});

describe('The lanes of a node', () => {
  it('forget the least recently used, which reads its stream anew and knows its commands', async () => {
    const store = new WrappedStore(new InMemoryEventStore());
    const lanes = new CommandLanes(eveningOf(3), {
      store,
      clock: new HandClock(),
      network: new SwiftTime(),
      random: () => 0.5,
      limits: DEFAULT_LANE_LIMITS,
    });
    const guest = takeSeat('a', commandId(7_002));
    const first = await lanes.submit('evening-0', guest);
    await lanes.submit('kept', takeSeat('b'));
    const others = Array.from({ length: 4_999 }, (_, n) => `evening-${n + 1}`);
    for (const stream of others) await lanes.submit(stream, takeSeat('c'));
    store.reads.length = 0;
    await lanes.submit('kept', takeSeat('c'));
    expect(store.reads).toEqual([]);
    expect(await lanes.submit('evening-0', guest)).toEqual({ ...first, repeated: true });
    // Once to fold the stream, once for what the command had recorded.
    expect(store.reads).toEqual([0n, 0n]);
  });

  it('are one a stream: two commands at once are one append, not a race', async () => {
    const store = new WrappedStore(new InMemoryEventStore());
    const around = {
      store,
      clock: new HandClock(),
      network: new SwiftTime(),
      random: () => 0.5,
      limits: DEFAULT_LANE_LIMITS,
    };
    const lanes = new CommandLanes(eveningOf(3), around);
    const guests = ['a', 'b', 'c', 'd'].map(guest => lanes.submit(EVENING, takeSeat(guest)));
    expect((await Promise.all(guests)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'rejected',
    ]);
    expect(store.appends).toEqual([
      { count: 1, expected: 'noStream' },
      { count: 2, expected: 0n },
    ]);
  });
});
