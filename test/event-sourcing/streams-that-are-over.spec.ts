import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { eveningOf, leaveSeat, takeSeat, type EveningKind } from './box-office.js';
import { laneOn, submitAll } from './lane-equipment.js';
import { WrappedStore } from './wrapped-stores.js';

describe('A lane whose stream is over', () => {
  const SEATS = 3;
  /** An evening is over when its last seat is taken. */
  const endingEvening: EveningKind = {
    ...eveningOf(SEATS),
    decider: { ...eveningOf(SEATS).decider, isOver: ({ taken }) => taken === SEATS },
  };

  const soldOut = async (kind: EveningKind) => {
    const store = new WrappedStore(new InMemoryEventStore());
    const lane = laneOn(store, { kind });
    await Promise.all(submitAll(lane, takeSeat('a'), takeSeat('b'), takeSeat('c')));
    store.reads.length = 0;
    return { lane, store };
  };

  it('keeps nothing of it in memory, and reads it from its beginning when somebody asks once more', async () => {
    const { lane, store } = await soldOut(endingEvening);
    expect(await lane.submit(leaveSeat('b'))).toMatchObject({ kind: 'accepted', revision: 3n });
    expect(store.reads).toEqual([0n]);
  });

  it('would keep it where nobody says that it is over', async () => {
    const { lane, store } = await soldOut(eveningOf(SEATS));
    expect(await lane.submit(leaveSeat('b'))).toMatchObject({ kind: 'accepted', revision: 3n });
    expect(store.reads).toEqual([]);
  });

  it('keeps it again once it goes on', async () => {
    const { lane, store } = await soldOut(endingEvening);
    await lane.submit(leaveSeat('b'));
    store.reads.length = 0;
    expect(await lane.submit(leaveSeat('a'))).toMatchObject({ kind: 'accepted', revision: 4n });
    expect(store.reads).toEqual([]);
  });
});
