import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import type { AppendOutcome, EventStore } from '../../src/event-sourcing/event-store.js';
import { eveningOf, envelope, leaveSeat, takeSeat, type EveningKind } from './box-office.js';
import { Answers, EVENING, laneOn, submitAll, until } from './lane-equipment.js';
import { eventsOf, GatedStore, WrappedStore } from './wrapped-stores.js';

/** Switches the protection off: says that it is written before it is. */
class HastyStore extends GatedStore {
  override async append(
    ...[stream, events, expected]: Parameters<EventStore['append']>
  ): Promise<AppendOutcome> {
    if (expected === 'noStream') return super.append(stream, events, expected);
    void super.append(stream, events, expected);
    const revision = expected + BigInt(events.length);
    return { kind: 'written', revision, position: revision + 1n };
  }
}

const guests = (count: number) => Array.from({ length: count }, (_, n) => takeSeat(`guest ${n}`));

describe('A lane', () => {
  it('decides together and appends together what waited while an append was under way', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const lane = laneOn(store, { kind: eveningOf(100) });
    const first = lane.submit(takeSeat('first'));
    await until(() => store.held === 1, 'the first append');
    const rest = submitAll(lane, ...guests(30));
    store.letAllThrough();
    expect(await first).toMatchObject({ kind: 'accepted', revision: 0n, position: 1n });
    const answers = await Promise.all(rest);
    expect(answers.map(answer => (answer.kind === 'accepted' ? answer.revision : -1n))).toEqual(
      Array.from({ length: 30 }, (_, n) => BigInt(n + 1)),
    );
    expect(store.appends).toEqual([
      { count: 1, expected: 'noStream' },
      { count: 30, expected: 0n },
    ]);
  });

  it('would append once for each without group commit', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const lane = laneOn(store, { kind: eveningOf(100), limits: { batchEventsMax: 1 } });
    const all = submitAll(lane, ...guests(10));
    store.letAllThrough();
    await Promise.all(all);
    expect(store.appends).toHaveLength(10);
  });

  it('decides in the order of arrival, and each command sees those before it', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const lane = laneOn(store, { kind: eveningOf(2) });
    const all = submitAll(
      lane,
      takeSeat('a'),
      takeSeat('b'),
      takeSeat('too late'),
      leaveSeat('a'),
      takeSeat('lucky'),
      takeSeat('b'),
    );
    store.letAllThrough();
    expect(await Promise.all(all)).toMatchObject([
      { kind: 'accepted' },
      { kind: 'accepted' },
      { kind: 'rejected', rejection: { code: 'FULL', taken: 2 } },
      { kind: 'accepted', events: [{ type: 'SeatLeft' }] },
      { kind: 'accepted', events: [{ type: 'SeatTaken', data: { guest: 'lucky' } }] },
      { kind: 'accepted', events: [] },
    ]);
    expect((await eventsOf(store, EVENING)).map(({ data }) => data)).toEqual(
      ['a', 'b', 'a', 'lucky'].map(guest => ({ guest })),
    );
  });

  describe('answers nobody before what the answer rests on is durable', () => {
    /** The last seat is taken by an append that is still under way when the next guest is refused for it. */
    const answeredWhileInFlight = async (store: GatedStore): Promise<readonly number[]> => {
      const lane = laneOn(store, { kind: eveningOf(2) });
      const first = lane.submit(takeSeat('first'));
      await until(() => store.held === 1, 'the first append');
      const answers = new Answers(submitAll(lane, takeSeat('last'), takeSeat('refused'), takeSeat('last')));
      store.letOneThrough();
      await first;
      await until(() => store.held === 1, 'the second append');
      // Whoever is answered too early has been by the time others have been through the same lane's log.
      for (let look = 0; look < 10; look += 1) await eventsOf(store, EVENING);
      const early = [...answers.settled];
      store.letAllThrough();
      const [last, refused, again] = await Promise.all(answers.all);
      expect(last).toMatchObject({ kind: 'accepted', events: [{ data: { guest: 'last' } }] });
      expect(refused).toMatchObject({ kind: 'rejected', rejection: { code: 'FULL' } });
      expect(again).toMatchObject({ kind: 'accepted', events: [] });
      return early;
    };

    it('neither acceptances, nor refusals, nor what was satisfied already', async () => {
      expect(await answeredWhileInFlight(new GatedStore(new InMemoryEventStore()))).toEqual([]);
    });

    it('and an answer that came too early would be seen', async () => {
      expect(await answeredWhileInFlight(new HastyStore(new InMemoryEventStore()))).not.toEqual([]);
    });
  });

  it('lets a command that throws fail alone', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const all = submitAll(laneOn(store), takeSeat('a'), envelope({ type: 'Trip' }), takeSeat('b'));
    store.letAllThrough();
    expect(await Promise.allSettled(all)).toMatchObject([
      { value: { kind: 'accepted' } },
      { reason: { message: 'somebody tripped over the cable' } },
      { value: { kind: 'accepted' } },
    ]);
    expect(await eventsOf(store, EVENING)).toHaveLength(2);
  });

  it('lets a command whose event does not fit its schema fail alone', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const misfit = envelope({ type: 'TakeSeat', guest: 7 as unknown as string });
    const all = submitAll(laneOn(store), takeSeat('a'), misfit, takeSeat('b'));
    store.letAllThrough();
    const [a, failed, b] = await Promise.allSettled(all);
    expect([a?.status, failed?.status, b?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await eventsOf(store, EVENING)).map(({ data }) => data)).toEqual([
      { guest: 'a' },
      { guest: 'b' },
    ]);
  });

  describe('when an event breaks off the evolving', () => {
    /** One guest stumbles on the way to the seat: the second of two events cannot be evolved. */
    const stumbling = (): EveningKind => {
      const kind = eveningOf(3);
      const evolve: typeof kind.decider.evolve = (state, event, recording) => {
        if (event.data.guest === 'stumbles') throw new Error('stumbled');
        kind.decider.evolve(state, event, recording);
      };
      return { ...kind, decider: { ...kind.decider, evolve } };
    };

    it('lets that command fail alone, and decides nobody on what is left of the fork', async () => {
      const store = new GatedStore(new InMemoryEventStore());
      const lane = laneOn(store, { kind: stumbling() });
      const all = submitAll(
        lane,
        takeSeat('a'),
        envelope({ type: 'TakeSeats', guests: ['half a seat', 'stumbles'] }),
        takeSeat('b'),
        takeSeat('c'),
        takeSeat('d'),
      );
      store.letAllThrough();
      expect(await Promise.allSettled(all)).toMatchObject([
        { value: { kind: 'accepted', revision: 0n } },
        { reason: { message: 'stumbled' } },
        { value: { kind: 'accepted', revision: 1n } },
        // The last seat: on the spoilt fork the one that nobody got was taken.
        { value: { kind: 'accepted', revision: 2n } },
        { value: { kind: 'rejected', rejection: { code: 'FULL', taken: 3 } } },
      ]);
    });
  });

  describe('bounds a batch', () => {
    const crowd = (lane: ReturnType<typeof laneOn>, size: number, seats: number) =>
      submitAll(
        lane,
        ...Array.from({ length: size }, (_, n) =>
          envelope({ type: 'TakeSeats', guests: Array.from({ length: seats }, (_unused, k) => `${n}.${k}`) }),
        ),
      );

    it('by events', async () => {
      const store = new WrappedStore(new InMemoryEventStore());
      const lane = laneOn(store, { kind: eveningOf(1_000), limits: { batchEventsMax: 10 } });
      await Promise.all(crowd(lane, 20, 3));
      const counts = store.appends.map(({ count }) => count);
      expect(counts.reduce((a, b) => a + b)).toBe(60);
      expect(Math.max(...counts)).toBeLessThanOrEqual(10);
      expect(counts.length).toBeLessThanOrEqual(8);
    });

    it('by bytes, counted as they are written', async () => {
      const store = new BytesStore(new InMemoryEventStore());
      const lane = laneOn(store, { kind: eveningOf(1_000), limits: { batchBytesMax: 8_000 } });
      const note = 'ż'.repeat(500);
      const all = Array.from({ length: 30 }, (_, n) => envelope({ type: 'TakeSeat', guest: `${n}`, note }));
      await Promise.all(submitAll(lane, ...all));
      expect(await eventsOf(store, EVENING)).toHaveLength(30);
      expect(Math.max(...store.bytes)).toBeLessThanOrEqual(8_000);
      expect(store.bytes.length).toBeLessThan(15);
    });

    it('and a command that alone is too large fails alone', async () => {
      const store = new WrappedStore(new InMemoryEventStore());
      const lane = laneOn(store, {
        kind: eveningOf(1_000),
        limits: { batchEventsMax: 10, batchBytesMax: 20_000 },
      });
      const all = [
        lane.submit(takeSeat('a')),
        ...crowd(lane, 1, 11),
        lane.submit(envelope({ type: 'TakeSeat', guest: 'long', note: 'x'.repeat(20_000) })),
        lane.submit(takeSeat('b')),
      ];
      expect(await Promise.allSettled(all)).toMatchObject([
        { value: { kind: 'accepted' } },
        { reason: { name: 'CommandTooLarge' } },
        { reason: { name: 'CommandTooLarge' } },
        { value: { kind: 'accepted' } },
      ]);
      expect((await eventsOf(store, EVENING)).map(({ data }) => data)).toEqual([
        { guest: 'a' },
        { guest: 'b' },
      ]);
    });
  });

  it('refuses a command when too many wait, and decides nothing of it', async () => {
    const store = new GatedStore(new InMemoryEventStore());
    const lane = laneOn(store, { kind: eveningOf(100), limits: { queueMax: 5 } });
    const first = lane.submit(takeSeat('first'));
    await until(() => store.held === 1, 'the first append');
    const all = submitAll(lane, ...guests(8));
    await expect(all[5]).rejects.toMatchObject({ name: 'LaneBusy' });
    store.letAllThrough();
    await first;
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'fulfilled'),
      ...Array.from({ length: 3 }, () => 'rejected'),
    ]);
    expect(await eventsOf(store, EVENING)).toHaveLength(6);
    expect(await lane.submit(takeSeat('later'))).toMatchObject({ kind: 'accepted' });
  });
});

/** Weighs what it is given to append. */
class BytesStore extends WrappedStore {
  readonly bytes: number[] = [];

  override append(...[stream, events, expected]: Parameters<EventStore['append']>) {
    this.bytes.push(Buffer.byteLength(JSON.stringify(events)));
    return super.append(stream, events, expected);
  }
}
