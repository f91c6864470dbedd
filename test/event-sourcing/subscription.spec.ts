import { getEventListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import type { LogBatch, RecordedEvent, SubscribeOptions } from '../../src/event-sourcing/event-store.js';
import { FollowerMustStop, Subscription, type Follower } from '../../src/event-sourcing/subscription.js';
import { Subscriptions } from '../../src/event-sourcing/subscriptions.js';
import { someEvents, upTo, written } from '../contract/contract-subject.js';
import { waitFor } from '../equipment/wait-for.js';
import { HandTime, SwiftTime } from './clocks.js';
import { WrappedStore } from './wrapped-stores.js';

/** A follower that remembers what it has handled, and stumbles where it is told to. */
class Diary implements Follower {
  readonly prefixes = [''];
  readonly handled: bigint[] = [];
  /** Positions at which it stumbles, each once. */
  readonly stumbles = new Set<bigint>();
  begun = 0;
  ill = false;

  constructor(readonly name = 'diary') {}

  async begin(): Promise<bigint> {
    this.begun += 1;
    if (this.ill) throw new Error('the diary is locked');
    return this.handled.at(-1) ?? 0n;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const { position } of events) {
      if (this.stumbles.delete(position)) throw new Error(`cannot read ${position}`);
      this.handled.push(position);
    }
  }
}

/** Switches the protection off: it believes to have handled what it has only seen. */
class HastyDiary extends Diary {
  private seen = 0n;

  override async begin(): Promise<bigint> {
    this.begun += 1;
    return this.seen;
  }

  override handle(events: readonly RecordedEvent[]): Promise<void> {
    this.seen = events.at(-1)?.position ?? this.seen;
    return super.handle(events);
  }
}

/** A log whose subscriptions come to a plain end after every batch. */
class EndingStore extends WrappedStore {
  override async *subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    for await (const { events, through } of super.subscribe(options)) {
      const first = events.slice(0, 1);
      return void (yield { events: first, through: first[0]?.position ?? through });
    }
  }
}

/** A log whose subscriptions say nothing any more, not even that they end, as often as it is told to. */
class SilentStore extends WrappedStore {
  silences = 1;
  subscribed = 0;

  override subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    this.subscribed += 1;
    if (this.subscribed > this.silences) return super.subscribe(options);
    return { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
  }
}

/** Switches the protection off: what is asked about its head says that nothing has happened. */
class SecretiveSilentStore extends SilentStore {
  override head(): Promise<bigint> {
    return Promise.resolve(0n);
  }
}

describe('A subscription', () => {
  const stopping: (() => Promise<void>)[] = [];
  afterEach(() => Promise.all(stopping.splice(0).map(stop => stop())));

  const start = (follower: Follower, log: WrappedStore | InMemoryEventStore, network = new HandTime()) => {
    const troubles: unknown[] = [];
    const around = {
      store: log,
      network,
      random: () => 0,
      onTrouble: (_: string, cause: unknown) => troubles.push(cause),
    };
    const subscription = new Subscription(follower, around);
    subscription.start();
    stopping.push(() => subscription.stop());
    return { subscription, network, troubles };
  };
  const until = (fact: () => boolean, what: string) => waitFor(fact, { what, withinMs: 5_000 });
  const logOf = async (events: number): Promise<InMemoryEventStore> => {
    const store = new InMemoryEventStore();
    for (let n = 0; n < events; n += 1) await written(store, `day-${n}`, someEvents(1), 'noStream');
    return store;
  };

  it('begins anew from what was handled after the follower stumbled', async () => {
    const diary = new Diary();
    diary.stumbles.add(3n).add(4n);
    const { troubles } = start(diary, await logOf(6), new SwiftTime());
    await until(() => diary.handled.length >= 6, 'all six');
    expect(diary.handled).toEqual(upTo(6n));
    expect(diary.begun).toBe(3);
    expect(troubles.map(String)).toEqual(['Error: cannot read 3', 'Error: cannot read 4']);
  });

  it('would lose events if it went on behind what the follower has only seen', async () => {
    const diary = new HastyDiary();
    diary.stumbles.add(3n);
    const store = await logOf(6);
    start(diary, store, new SwiftTime());
    await until(() => diary.begun === 2, 'the new beginning');
    await written(store, 'day-x', someEvents(1), 'noStream');
    await until(() => diary.handled.includes(7n), 'the seventh');
    expect(diary.handled).not.toEqual(upTo(7n));
  });

  it('begins anew after a plain end, too', async () => {
    const diary = new Diary();
    const { subscription, troubles } = start(diary, new EndingStore(await logOf(4)), new SwiftTime());
    await until(() => diary.handled.length >= 4, 'all four');
    expect(diary.handled).toEqual(upTo(4n));
    expect(subscription.progress().trouble).toBe('the subscription ended');
    expect(troubles).toEqual([]);
  });

  it('pauses longer and longer, up to a limit, and short again after a success', async () => {
    const diary = new Diary();
    diary.ill = true;
    const { network, subscription } = start(diary, await logOf(1));
    const pauses: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await until(() => network.waiting === 1, 'the pause');
      expect(subscription.progress().state).toBe('restarting');
      pauses.push(network.nextInMs);
      diary.ill = n < 7;
      if (n === 7) diary.stumbles.add(2n);
      network.pass(network.nextInMs);
      if (n === 7) await until(() => diary.handled.length === 1, 'the first event');
      if (n === 7) break;
    }
    // Drawn between half and whole, and here the draw is always the half.
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000]);
    expect(subscription.progress().state).toBe('following');
  });

  it('starts with the short pause again after it has handled something', async () => {
    const diary = new Diary();
    diary.ill = true;
    const store = await logOf(1);
    const { network, subscription } = start(diary, store);
    for (let n = 0; n < 3; n += 1) {
      await until(() => network.waiting === 1, 'the pause');
      diary.ill = n < 2;
      network.pass(network.nextInMs);
    }
    await until(() => diary.handled.length === 1, 'the first event');
    diary.stumbles.add(2n);
    await written(store, 'day-x', someEvents(1), 'noStream');
    await until(() => subscription.progress().state === 'restarting', 'the pause');
    expect(network.nextInMs).toBe(50);
  });

  it('says how far it is, and how long nothing has moved', async () => {
    const diary = new Diary();
    const store = await logOf(2);
    const { subscription, network } = start(diary, store);
    expect(subscription.progress()).toMatchObject({ name: 'diary', position: 0n, state: 'starting' });
    await until(() => subscription.progress().position === 2n, 'position 2');
    network.pass(700);
    expect(subscription.progress()).toMatchObject({ state: 'following', ageMs: 700, trouble: undefined });
    await written(store, 'day-x', someEvents(1), 'noStream');
    await until(() => subscription.progress().position === 3n, 'position 3');
    expect(subscription.progress().ageMs).toBe(0);
    await subscription.stop();
    expect(subscription.progress().state).toBe('stopped');
  });

  it('handles nothing any more once it is stopped', async () => {
    const diary = new Diary();
    const store = await logOf(1);
    const { subscription } = start(diary, store);
    await until(() => diary.handled.length === 1, 'the first');
    await subscription.stop();
    await written(store, 'day-x', someEvents(1), 'noStream');
    expect(diary.handled).toEqual([1n]);
  });

  describe('being waited for', () => {
    it('says yes as soon as the position is handled', async () => {
      const diary = new Diary();
      const store = await logOf(1);
      const { subscription, network } = start(diary, store);
      const waiting = subscription.caughtUpWith(3n, 1_000);
      await written(store, 'day-x', someEvents(2), 'noStream');
      expect(await waiting).toBe(true);
      expect(diary.handled).toEqual(upTo(3n));
      expect(await subscription.caughtUpWith(2n, 1_000)).toBe(true);
      // The subscription itself listens for silence.
      expect(network.waiting).toBe(1);
    });

    it('says no when it takes too long', async () => {
      const { subscription, network } = start(new Diary(), await logOf(1));
      const waiting = subscription.caughtUpWith(2n, 1_000);
      await until(() => network.waiting === 1, 'the wait');
      network.pass(1_000);
      expect(await waiting).toBe(false);
    });

    it('says no when it is stopped meanwhile, and leaves no timer behind', async () => {
      const { subscription, network } = start(new Diary(), await logOf(1));
      const waiting = subscription.caughtUpWith(2n, 1_000);
      await subscription.stop();
      expect(await waiting).toBe(false);
      expect(network.waiting).toBe(0);
    });

    it('does not take the position before the first beginning for one that is handled', async () => {
      const diary = new Diary();
      diary.ill = true;
      const { subscription, network } = start(diary, await logOf(1));
      const waiting = subscription.caughtUpWith(0n, 1_000);
      await until(() => diary.begun === 1 && network.waiting === 2, 'the first try');
      diary.ill = false;
      network.pass(200);
      expect(await waiting).toBe(true);
    });
  });

  it('leaves nobody listening when it is stopped in a pause', async () => {
    const diary = new Diary();
    diary.ill = true;
    const { subscription, network } = start(diary, await logOf(1));
    await until(() => network.waiting === 1, 'the pause');
    await subscription.stop();
    expect(network.waiting).toBe(0);
    expect(getEventListeners(new AbortController().signal, 'abort')).toEqual([]);
  });

  describe('that has gone silent', () => {
    const SILENCE_MS = 10_000;
    const silences = async (network: HandTime, count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        await until(() => network.waiting === 1 && network.nextInMs === SILENCE_MS, 'the silence');
        network.pass(SILENCE_MS);
      }
    };

    it('is given up and made anew when the log grew meanwhile, without waiting for its end', async () => {
      const diary = new Diary();
      const store = new SilentStore(await logOf(3));
      const { network, subscription, troubles } = start(diary, store);
      await silences(network, 2);
      await until(() => troubles.length === 1, 'the trouble');
      expect(subscription.progress()).toMatchObject({
        state: 'restarting',
        trouble: 'the log has grown to 3, and its subscription has said nothing for 10000 ms',
      });
      network.pass(100);
      await until(() => diary.handled.length === 3, 'all three');
      expect(diary.handled).toEqual(upTo(3n));
    });

    it('would stay silent for ever if nobody asked how far the log is', async () => {
      const diary = new Diary();
      const store = new SecretiveSilentStore(await logOf(3));
      const { network, troubles } = start(diary, store);
      stopping.length = 0;
      await silences(network, 6);
      await until(() => network.waiting === 1, 'the silence after');
      expect([store.subscribed, diary.handled, troubles]).toEqual([1, [], []]);
    });

    it('is left alone as long as the log has nothing to say', async () => {
      const diary = new Diary();
      const store = new SilentStore(await logOf(0));
      const { network, subscription } = start(diary, store);
      stopping.length = 0;
      await silences(network, 6);
      expect(store.subscribed).toBe(1);
      expect(subscription.progress().trouble).toBeUndefined();
    });

    it('is left alone when the log speaks before a second silence is over', async () => {
      const diary = new Diary();
      const store = new WrappedStore(await logOf(0));
      const { network, troubles } = start(diary, store);
      await silences(network, 3);
      await written(store, 'day-x', someEvents(1), 'noStream');
      await until(() => diary.handled.length === 1, 'the event');
      await silences(network, 3);
      expect([diary.begun, troubles]).toEqual([1, []]);
    });
  });

  describe('whose follower cannot be mended by a new beginning', () => {
    class Broken extends Diary {
      /** Where it asks for its beginning, others have their turn. */
      get elsewhere(): Promise<unknown> {
        return readFile(new URL(import.meta.url));
      }
      fault: Error = new FollowerMustStop('the log is older than its read models');

      override async begin(): Promise<bigint> {
        await super.begin();
        await this.elsewhere;
        throw this.fault;
      }
    }

    it('stops with that message, and whoever waits for it is told', async () => {
      const { subscription, troubles } = start(new Broken(), await logOf(1), new SwiftTime());
      const waiting = subscription.caughtUpWith(1n, 1_000);
      await until(() => subscription.progress().state === 'stopped', 'the stop');
      expect(subscription.progress().trouble).toBe('the log is older than its read models');
      expect(troubles).toHaveLength(1);
      expect(await waiting).toBe(false);
      expect(await subscription.caughtUpWith(1n, 1_000)).toBe(false);
    });

    it('would try for ever if its fault did not say so', async () => {
      const broken = new Broken();
      broken.fault = new Error('the log is older than its read models');
      start(broken, await logOf(1), new SwiftTime());
      await until(() => broken.begun > 5, 'one beginning after another');
    });
  });

  it('tells its follower whenever it ends, so that nothing of it goes on', async () => {
    const ends: number[] = [];
    const diary = Object.assign(new Diary(), { ended: () => ends.push(diary.begun) });
    diary.stumbles.add(2n);
    const { subscription } = start(diary, await logOf(3), new SwiftTime());
    await until(() => diary.handled.length === 3, 'all three');
    await subscription.stop();
    expect(ends).toEqual([1, 2]);
  });

  it('is one of many, each known by its name', async () => {
    const around = {
      store: await logOf(2),
      network: new HandTime(),
      random: () => 0,
      onTrouble: () => undefined,
    };
    const all = new Subscriptions(around);
    all.follow(new Diary('one'));
    all.follow(new Diary('two'));
    expect(() => all.follow(new Diary('one'))).toThrow('one follows the log already');
    expect(await all.find('two')?.caughtUpWith(2n, 1_000)).toBe(true);
    expect(all.progress().map(({ name }) => name)).toEqual(['one', 'two']);
    await all.unfollow('one');
    expect(all.find('one')).toBeUndefined();
    await all.stop();
    expect(all.progress()).toEqual([]);
  });
});
