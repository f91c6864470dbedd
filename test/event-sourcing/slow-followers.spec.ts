import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { Subscription, type Follower } from '../../src/event-sourcing/index.js';
import { systemTime } from '../../src/platform/clock/index.js';
import { upTo } from '../contract/contract-subject.js';
import { PostgresSubject } from '../contract/postgres-subject.js';
import { waitFor } from '../equipment/wait-for.js';
import { CountingStore, GreedyStore } from './reading-ahead.js';

const PAGE_EVENTS = 1_000;
const EVENTS = 10_000;

/** Handles one event whenever it is let, and remembers from where it goes on. */
class Slow implements Follower {
  readonly name = 'slow';
  readonly prefixes = [''];
  readonly revisions: bigint[] = [];
  private position = 0n;
  open: () => void = () => undefined;
  private readonly gate = new Promise<void>(open => (this.open = open));

  async begin(): Promise<bigint> {
    return this.position;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const { position, revision } of events) {
      if (this.revisions.length === 10) await this.gate;
      this.revisions.push(revision);
      this.position = position;
    }
  }
}

describe('A follower that is slower than the log', () => {
  let subject: PostgresSubject;
  let subscription: Subscription;
  beforeEach(async () => {
    subject = await PostgresSubject.open();
    const session = await subject.session();
    await session.query(
      `insert into log_event select n + 1, 'long', n, gen_random_uuid(), 'SomethingHappened', '{}', '{}'
       from generate_series(0, $1::int - 1) n`,
      [EVENTS],
    );
  });
  afterEach(async () => {
    await subscription.stop();
    await subject.close();
  });

  const follow = async (slow: Slow, Store: typeof CountingStore): Promise<CountingStore> => {
    const store = new Store(await subject.another());
    const around = { store, network: systemTime, random: () => 0, onTrouble: () => undefined };
    subscription = new Subscription(slow, around);
    subscription.start();
    await waitFor(() => slow.revisions.length === 10, { what: 'the tenth event' });
    return store;
  };
  const finished = (slow: Slow) =>
    waitFor(() => slow.revisions.length >= EVENTS, { what: 'all events', withinMs: 15_000 });

  it('is given no more than a page it has not handled, and goes on without a gap when its connections were cut', async () => {
    const slow = new Slow();
    const store = await follow(slow, CountingStore);
    const session = await subject.session();
    const cut = await session.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name in ('rushline', 'rushline listen')`,
    );
    expect(cut.rowCount).toBeGreaterThanOrEqual(2);
    await waitFor(() => subject.troubles.length > 0, { what: 'the trouble to be told' });
    expect(store.delivered).toBe(PAGE_EVENTS);
    slow.open();
    await finished(slow);
    expect(slow.revisions).toEqual(upTo(BigInt(EVENTS) - 1n, 0n));
  });

  it('would be given everything at once if the log were read ahead of it', async () => {
    const slow = new Slow();
    const store = await follow(slow, GreedyStore);
    await waitFor(() => store.delivered === EVENTS, { what: 'the whole log in memory' });
    expect(slow.revisions).toHaveLength(10);
    slow.open();
    await finished(slow);
  });
});
