import fc from 'fast-check';
import { CommandLanes } from '../../src/event-sourcing/command-lanes.js';
import type { EventStore, RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { LaneFeed } from '../../src/event-sourcing/lane-feed.js';
import { DEFAULT_LANE_LIMITS } from '../../src/event-sourcing/lane-surroundings.js';
import type { StreamFold } from '../../src/event-sourcing/stream-fold.js';
import { Subscription } from '../../src/event-sourcing/subscription.js';
import { someEvent } from '../contract/contract-subject.js';
import { eveningOf, leaveSeat, takeSeat } from './box-office.js';
import { HandClock, SwiftTime } from './clocks.js';
import { EVENING, laneOn, submitAll, until } from './lane-equipment.js';
import { eventsOf, GatedStore, WrappedStore } from './wrapped-stores.js';

const following: Subscription[] = [];
afterEach(() => Promise.all(following.splice(0).map(subscription => subscription.stop())));

/** A node of its own upon a log: its lanes, and the feed that tells them what is recorded. */
const nodeOn = async (log: EventStore, network: SwiftTime, { fed = true } = {}) => {
  const store = new WrappedStore(log);
  const feed = new LaneFeed(store);
  const subscription = new Subscription(feed, {
    store,
    network,
    random: () => 0.5,
    onTrouble: (_, cause) => {
      throw cause;
    },
  });
  const lanes = new CommandLanes(eveningOf(3), {
    store,
    clock: new HandClock(),
    network,
    random: () => 0.5,
    limits: DEFAULT_LANE_LIMITS,
    ...(fed && { feed }),
  });
  following.push(subscription);
  subscription.start();
  await until(() => subscription.progress().state === 'following', 'the feed to follow');
  const hasHeard = async () => subscription.caughtUpWith(await log.head(), 5_000);
  const submit = (command: ReturnType<typeof takeSeat>) => lanes.submit(EVENING, command);
  return { store, submit, hasHeard };
};

describe('A lane that is told what other nodes record', () => {
  /** One node has filled the house; then a guest leaves through another node. */
  const fullHouseThenOneLeaves = async (fed: boolean) => {
    const [log, network] = [new InMemoryEventStore(), new SwiftTime()];
    const [node, other] = [await nodeOn(log, network, { fed }), await nodeOn(log, network)];
    for (const guest of ['a', 'b', 'c']) await node.submit(takeSeat(guest));
    await other.submit(leaveSeat('b'));
    await node.hasHeard();
    node.store.reads.length = 0;
    node.store.appends.length = 0;
    return { ...node, network };
  };

  it('gives away at once, and without reading, a seat that was given back elsewhere', async () => {
    const { submit, store } = await fullHouseThenOneLeaves(true);
    expect(await submit(takeSeat('d'))).toMatchObject({ kind: 'accepted', revision: 4n });
    expect(store.reads).toEqual([]);
    expect(store.appends).toEqual([{ count: 1, expected: 3n }]);
  });

  it('would refuse it for as long as it trusts itself if nobody told it', async () => {
    const { submit, store } = await fullHouseThenOneLeaves(false);
    expect(await submit(takeSeat('d'))).toMatchObject({ kind: 'rejected', rejection: { code: 'FULL' } });
    expect(store.reads).toEqual([]);
  });

  it('trusts itself no longer for it: what it was told does not say that nothing came after', async () => {
    const { submit, store, network } = await fullHouseThenOneLeaves(true);
    network.pass(DEFAULT_LANE_LIMITS.laneTrustMs + 1);
    expect(await submit(leaveSeat('b'))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'NOT_SEATED' },
    });
    expect(store.reads).toEqual([4n]);
  });

  describe('takes a seat while another node takes one, too', () => {
    const oneAfterTheOther = async (fed: boolean) => {
      const [log, network] = [new InMemoryEventStore(), new SwiftTime()];
      const [node, other] = [await nodeOn(log, network, { fed }), await nodeOn(log, network)];
      await node.submit(takeSeat('a'));
      await other.submit(takeSeat('b'));
      await node.hasHeard();
      node.store.appends.length = 0;
      await node.submit(takeSeat('c'));
      return node.store.appends.map(({ expected }) => expected);
    };

    it('and loses no race for it', async () => {
      expect(await oneAfterTheOther(true)).toEqual([1n]);
    });

    it('and would lose one if nobody told it', async () => {
      expect(await oneAfterTheOther(false)).toEqual([0n, 1n]);
    });
  });

  it('hears of its own append before that is answered, and folds it once', async () => {
    const [log, network] = [new InMemoryEventStore(), new SwiftTime()];
    const store = new (class extends WrappedStore {
      override async append(...[stream, events, expected]: Parameters<EventStore['append']>) {
        const outcome = await super.append(stream, events, expected);
        for (const recorded of await eventsOf(log, EVENING)) lane.hear(recorded);
        return outcome;
      }
    })(log);
    const lane = laneOn(store, { network });
    for (const guest of ['a', 'b', 'c']) {
      expect(await lane.submit(takeSeat(guest))).toMatchObject({ kind: 'accepted' });
    }
    expect(await lane.submit(takeSeat('d'))).toMatchObject({ rejection: { code: 'FULL', taken: 3 } });
    expect(store.appends.map(({ expected }) => expected)).toEqual(['noStream', 0n, 1n]);
    expect(store.reads).toEqual([0n]);
  });

  it('keeps what it hears during an append until that is through', async () => {
    const log = new InMemoryEventStore();
    const store = new GatedStore(log);
    const lane = laneOn(store);
    const first = lane.submit(takeSeat('a'));
    await until(() => store.held === 1, 'the append');
    // A rival is first, and is heard of before our own append comes back with the conflict.
    await log.append(EVENING, [{ ...someEvent({ guest: 'rival' }), type: 'SeatTaken' }], 'noStream');
    for (const recorded of await eventsOf(log, EVENING)) lane.hear(recorded);
    store.letAllThrough();
    expect(await first).toMatchObject({ kind: 'accepted', revision: 1n });
    expect(await Promise.all(submitAll(lane, takeSeat('b'), takeSeat('c')))).toMatchObject([
      { kind: 'accepted', revision: 2n },
      { kind: 'rejected', rejection: { code: 'FULL', taken: 3 } },
    ]);
  });

  it('reads its stream where it has missed something, and lets an event it does not know break nothing', async () => {
    const [log, network] = [new InMemoryEventStore(), new SwiftTime()];
    const store = new WrappedStore(log);
    const lane = laneOn(store, { network, kind: eveningOf(10) });
    await lane.submit(takeSeat('a'));
    const rivals = ['b', 'c'].map(guest => ({ ...someEvent({ guest }), type: 'SeatTaken' }));
    await log.append(EVENING, rivals, 0n);
    lane.hear((await eventsOf(log, EVENING))[2]!);
    expect(await lane.submit(leaveSeat('b'))).toMatchObject({ kind: 'accepted', revision: 3n });
    expect(store.reads).toEqual([0n, 1n]);

    await log.append(EVENING, [{ ...someEvent(), type: 'FromTheFuture' }], 3n);
    expect(() => lane.hear({ ...someEvent(), type: 'FromTheFuture', ...at(4n) })).not.toThrow();
    await expect(lane.submit(takeSeat('d'))).rejects.toMatchObject({ name: 'EventUnknownToNode' });
  });

  const at = (revision: bigint) => ({ stream: EVENING, revision, position: revision + 1n });

  /** A stream as three guests make it, and the same told wrongly: events twice, late, or not at all. */
  const told = fc
    .array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), { minLength: 6, maxLength: 6 })
    .map(lots =>
      lots.flatMap(([key, twice], index) => [{ key, index }, ...(twice ? [{ key: 5, index }] : [])]),
    )
    .map(all => all.filter(({ key }) => key > 0).sort((a, b) => a.key - b.key))
    .map(all => all.map(({ index }) => index));
  const STORY = ['SeatTaken', 'SeatTaken', 'SeatLeft', 'SeatTaken', 'SeatTaken', 'SeatLeft'] as const;
  const GUESTS = ['b', 'c', 'b', 'd', 'b', 'c'];

  /** What a lane says to three more commands after it was told of the others' coming and going. */
  const takenAfter = async (
    indexes: readonly number[],
    hear: (lane: ReturnType<typeof laneOn>, recorded: RecordedEvent) => void,
  ) => {
    const [log, network] = [new InMemoryEventStore(), new SwiftTime()];
    const lane = laneOn(log, { network, kind: eveningOf(4) });
    await lane.submit(takeSeat('a'));
    const others = STORY.map((type, n) => ({ ...someEvent({ guest: GUESTS[n] }), type }));
    await log.append(EVENING, others, 0n);
    const recorded = await eventsOf(log, EVENING);
    for (const index of indexes) hear(lane, recorded[index + 1]!);
    // What it was not told of, it has to find out by now; what it was told wrongly, it could not.
    network.pass(DEFAULT_LANE_LIMITS.laneTrustMs + 1);
    const answers = await Promise.all(submitAll(lane, takeSeat('e'), takeSeat('f'), leaveSeat('e')));
    return answers.map(answer => [answer.kind, 'revision' in answer ? answer.revision : -1n] as const);
  };

  it('says what the stream says, whatever it was told, how often and in which order', () =>
    fc.assert(
      fc.asyncProperty(told, async indexes => {
        expect(await takenAfter(indexes, (lane, recorded) => lane.hear(recorded))).toEqual([
          ['accepted', 7n],
          ['rejected', 8n],
          ['accepted', 8n],
        ]);
      }),
    ));

  it('would not if it folded whatever comes', async () => {
    const found = await fc.check(
      fc.asyncProperty(told, async indexes => {
        const answers = takenAfter(indexes, (lane, recorded) => {
          (lane as unknown as { fold: StreamFold<unknown, never> }).fold.take(recorded);
        });
        expect(await answers).toMatchObject([['accepted'], ['rejected'], ['accepted']]);
      }),
    );
    expect(found.failed).toBe(true);
  });
});
