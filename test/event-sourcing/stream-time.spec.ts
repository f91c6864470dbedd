import { EventTypes } from '../../src/event-sourcing/event-types.js';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { someEvent } from '../contract/contract-subject.js';
import { eveningOf, leaveSeat, takeSeat, type EveningEvent } from './box-office.js';
import { HandClock, OPENING_MS, SwiftTime } from './clocks.js';
import { EVENING, laneOn } from './lane-equipment.js';
import { eventsOf, WrappedStore } from './wrapped-stores.js';

describe('The time of a stream', () => {
  const decidedAt = async (store: InMemoryEventStore) =>
    (await eventsOf(store, EVENING)).map(({ metadata }) => Date.parse(metadata.decidedAt) - OPENING_MS);

  it('stands still when the clock runs back, and goes on when the clock has caught up', async () => {
    const store = new InMemoryEventStore();
    const clock = new HandClock();
    const lane = laneOn(store, { clock, kind: eveningOf(9) });
    for (const ms of [1_000, -600_000, 400, 1_001]) {
      clock.ms = OPENING_MS + ms;
      await lane.submit(takeSeat(`guest at ${ms}`));
    }
    expect(await decidedAt(store)).toEqual([1_000, 1_000, 1_000, 1_001]);
  });

  it('is kept by a lane whose clock is behind that of the lane before it', async () => {
    const store = new InMemoryEventStore();
    const ahead = new HandClock();
    ahead.ms += 5_000;
    await laneOn(store, { clock: ahead }).submit(takeSeat('a'));
    await laneOn(store).submit(takeSeat('b'));
    expect(await decidedAt(store)).toEqual([5_000, 5_000]);
    const [, second] = await eventsOf(store, EVENING);
    expect(Date.parse(second!.metadata.receivedAt)).toBe(OPENING_MS);
  });
});

describe('An event of a type this node does not know', () => {
  const newer = [
    { ...someEvent({ guest: 'x' }), type: 'SeatUpgraded' },
    {
      ...someEvent({ guest: 'x' }),
      type: 'SeatTaken',
      metadata: { ...someEvent().metadata, schemaVersion: 2 },
    },
  ];

  it.each(newer)('makes a lane refuse its stream and append nothing: $type', async stranger => {
    const store = new InMemoryEventStore();
    await store.append(EVENING, [stranger], 'noStream');
    const lane = laneOn(store);
    for (const command of [takeSeat('a'), leaveSeat('a')]) {
      await expect(lane.submit(command)).rejects.toMatchObject({
        name: 'EventUnknownToNode',
        stream: EVENING,
      });
    }
    expect(await store.head()).toBe(1n);
  });

  it.each(newer)('does so, too, when it comes while the lane is at work: $type', async stranger => {
    const store = new WrappedStore(new InMemoryEventStore());
    const network = new SwiftTime();
    const lane = laneOn(store, { network });
    await lane.submit(takeSeat('a'));
    await store.append(EVENING, [stranger], 0n);
    await expect(lane.submit(takeSeat('b'))).rejects.toMatchObject({ name: 'EventUnknownToNode' });
    await expect(lane.submit(takeSeat('a'))).rejects.toMatchObject({ name: 'EventUnknownToNode' });
    expect(await store.head()).toBe(2n);
  });

  it('cannot be written either', () => {
    const types = new EventTypes<EveningEvent>([]);
    expect(() => types.checkedVersion({ type: 'SeatLeft', data: { guest: 'a' } })).toThrow('SeatLeft');
  });
});
