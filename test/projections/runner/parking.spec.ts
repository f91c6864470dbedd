import type { DataSource, EntityManager } from 'typeorm';
import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import { PARKED_KEYS_MAX, Subscription, type RecordedEvent } from '../../../src/event-sourcing/index.js';
import { ParkedRow, ProjectionFollower } from '../../../src/projections/runner/index.js';
import { someEvent, written } from '../../contract/contract-subject.js';
import { createTestDatabase, type TestDatabase } from '../../equipment/test-database.js';
import { waitFor } from '../../equipment/wait-for.js';
import { SwiftTime } from '../../event-sourcing/clocks.js';
import { openSales, Sales } from './sales.js';

/** A poisoned event is one whose number says so; the fixed projection takes it for what it sold. */
const POISON = 1_000_000;
const soldBy = ({ data }: RecordedEvent): number => (data as { sold: number }).sold;

/** Cannot add up poison, and writes down in which order each stream was added up. */
class DelicateSales extends Sales {
  readonly orders = new Map<string, bigint[]>();
  readonly batches: number[] = [];

  constructor(readonly fixed = false) {
    super();
  }

  override async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    this.batches.push(events.length);
    await super.project(events, manager);
  }

  protected override async add(event: RecordedEvent, manager: EntityManager): Promise<void> {
    if (!this.fixed && soldBy(event) === POISON) throw new Error(`cannot add up ${event.stream}`);
    await super.add(event, manager);
    this.orders.set(event.stream, [...(this.orders.get(event.stream) ?? []), event.revision]);
  }
}

/** Switches the protection off: what cannot be added up is left out, and what follows of its stream is not. */
class SkippingSales extends DelicateSales {
  override async project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
    for (const event of events) if (soldBy(event) !== POISON) await super.project([event], manager);
  }
}

const STREAMS = ['day-0', 'day-1', 'day-2'];

describe('An event that cannot be projected', () => {
  let database: TestDatabase;
  let source: DataSource;
  let store: InMemoryEventStore;
  const stopping: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await openSales(database.url);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await source.query('truncate sales, projection_checkpoint, parked_event');
    store = new InMemoryEventStore();
  });
  afterEach(() => Promise.all(stopping.splice(0).map(stop => stop())));

  const sell = async (stream: string, sold: number): Promise<bigint> => {
    let revision = -1n;
    for await (const event of store.readStream(stream)) revision = event.revision;
    const { position } = await written(
      store,
      stream,
      [someEvent({ sold })],
      revision < 0n ? 'noStream' : revision,
    );
    return position;
  };
  /** Some rounds of sales; the poison comes in the third round, of the first stream. */
  const sellRounds = async (rounds: number): Promise<void> => {
    for (let n = 0; n < rounds; n += 1) {
      for (const stream of STREAMS) {
        await sell(stream, n === 2 && stream === 'day-0' ? POISON : 10 ** Math.min(n, 5));
      }
    }
  };
  const follow = (projection: Sales) => {
    const network = new SwiftTime();
    const follower = new ProjectionFollower(projection, source, { store, network });
    const around = { store, network, random: () => 0, onTrouble: () => undefined };
    const subscription = new Subscription(follower, around);
    subscription.start();
    stopping.push(() => subscription.stop());
    const toTheEnd = async () =>
      waitFor(async () => subscription.progress().position === (await store.head()), {
        what: 'the end of the log',
      });
    return { follower, subscription, network, toTheEnd };
  };
  const rows = () => source.query<object[]>('select * from sales order by stream');
  const rowOf = async (stream: string) =>
    (
      await source.query<{ revision: string; total: number }[]>('select * from sales where stream = $1', [
        stream,
      ])
    )[0];
  const parked = () => source.getRepository(ParkedRow).find();

  it('parks its stream with the evidence, and all other streams flow', async () => {
    await sellRounds(5);
    const { toTheEnd, subscription } = follow(new DelicateSales());
    await toTheEnd();
    expect(await parked()).toEqual([
      {
        consumer: 'sales',
        key: 'day-0',
        stream: 'day-0',
        revision: '2',
        position: '7',
        type: 'SomethingHappened',
        error: 'cannot add up day-0',
        attempts: 1,
        parkedAt: expect.any(Date) as Date,
      },
    ]);
    expect(subscription.progress()).toMatchObject({ parked: 1, state: 'following' });
    expect(await rows()).toEqual([
      { stream: 'day-0', revision: '1', total: 11 },
      { stream: 'day-1', revision: '4', total: 11_111 },
      { stream: 'day-2', revision: '4', total: 11_111 },
    ]);
  });

  it('keeps others waiting no longer than the pauses of its tries, and the next not at all', async () => {
    await sellRounds(3);
    const { toTheEnd, network } = follow(new DelicateSales());
    await toTheEnd();
    expect(network.sleptMs).toEqual([50, 100, 200]);
    await sellRounds(3);
    await toTheEnd();
    expect(network.sleptMs).toHaveLength(3);
  });

  it('is found in a few steps among hundreds', async () => {
    for (let n = 0; n < 300; n += 1) await sell(`day-${n}`, n === 237 ? POISON : 1);
    const projection = new DelicateSales();
    await follow(projection).toTheEnd();
    expect((await parked()).map(({ key }) => key)).toEqual(['day-237']);
    expect(await source.query('select count(*)::int as count from sales')).toEqual([{ count: 299 }]);
    expect(projection.batches.length).toBeLessThan(30);
  });

  it('is not parked for a fault that passes', async () => {
    await sellRounds(2);
    const passing = new (class extends DelicateSales {
      faults = 6;

      protected override add(event: RecordedEvent, manager: EntityManager): Promise<void> {
        if (event.position === 4n && (this.faults -= 1) >= 0) throw new Error('a passing indisposition');
        return super.add(event, manager);
      }
    })();
    await follow(passing).toTheEnd();
    expect(await parked()).toEqual([]);
    expect(passing.faults).toBeLessThan(0);
  });

  it('is not parked while PostgreSQL is away, however long', async () => {
    await sellRounds(1);
    const away = new (class extends DelicateSales {
      faults = 20;

      protected override add(event: RecordedEvent, manager: EntityManager): Promise<void> {
        if ((this.faults -= 1) >= 0) throw new Error('Connection terminated unexpectedly');
        return super.add(event, manager);
      }
    })();
    await follow(away).toTheEnd();
    expect(away.faults).toBeLessThan(0);
    expect(await parked()).toEqual([]);
    expect(await rows()).toHaveLength(3);
  });

  it('is still parked for whoever follows after it', async () => {
    await sellRounds(3);
    await follow(new DelicateSales()).toTheEnd();
    await stopping.pop()?.();
    await sellRounds(1);
    const successor = follow(new DelicateSales(true));
    await successor.toTheEnd();
    expect(successor.subscription.progress().parked).toBe(1);
    expect(await rowOf('day-0')).toMatchObject({ revision: '1' });
    expect(await rowOf('day-1')).toMatchObject({ revision: '3' });
  });

  describe('retried', () => {
    const clean = async (): Promise<unknown> => {
      await follow(new DelicateSales(true)).toTheEnd();
      await stopping.pop()?.();
      const table = await rows();
      await source.query('truncate sales, projection_checkpoint, parked_event');
      return table;
    };

    it('after the fix, is handled with all that waited behind it, in order: the table is that of a clean run', async () => {
      await sellRounds(6);
      const expected = await clean();
      await follow(new DelicateSales()).toTheEnd();
      await stopping.pop()?.();
      const projection = new DelicateSales(true);
      const fixed = follow(projection);
      await fixed.toTheEnd();
      expect(await rows()).not.toEqual(expected);
      expect(await fixed.follower.retry('day-0')).toEqual({ kind: 'unparked' });
      expect(await rows()).toEqual(expected);
      expect(projection.orders.get('day-0')).toEqual([2n, 3n, 4n, 5n]);
      expect(await parked()).toEqual([]);
      await sell('day-0', 7);
      await fixed.toTheEnd();
      expect(await rowOf('day-0')).toMatchObject({ revision: '6' });
    });

    it('while events go on to arrive, misses none and takes none twice', async () => {
      await sellRounds(6);
      await follow(new DelicateSales()).toTheEnd();
      await stopping.pop()?.();
      const projection = new DelicateSales(true);
      const fixed = follow(projection);
      await fixed.toTheEnd();
      const selling = sellRounds(4);
      const outcome = fixed.follower.retry('day-0');
      await selling;
      expect(await outcome).toEqual({ kind: 'unparked' });
      await fixed.toTheEnd();
      const found = await rows();
      await source.query('truncate sales, projection_checkpoint');
      await stopping.pop()?.();
      expect(found).toEqual(await clean());
    });

    it('in vain, stays parked, and says so and how often', async () => {
      await sellRounds(4);
      const { follower, toTheEnd } = follow(new DelicateSales());
      await toTheEnd();
      expect(await follower.retry('day-0')).toEqual({ kind: 'still-parked', error: 'cannot add up day-0' });
      expect(await parked()).toMatchObject([{ key: 'day-0', revision: '2', attempts: 2 }]);
    });

    it('and stumbling later, waits from there', async () => {
      await sellRounds(4);
      await sell('day-0', POISON + 1);
      await sell('day-0', 3);
      await follow(new DelicateSales()).toTheEnd();
      await stopping.pop()?.();
      const better = new (class extends DelicateSales {
        protected override add(event: RecordedEvent, manager: EntityManager): Promise<void> {
          if (soldBy(event) === POISON + 1) throw new Error('one too many');
          return super.add(event, manager);
        }
      })(true);
      const { follower, toTheEnd } = follow(better);
      await toTheEnd();
      expect(await follower.retry('day-0')).toEqual({ kind: 'still-parked', error: 'one too many' });
      expect(await parked()).toMatchObject([{ revision: '4', attempts: 2, error: 'one too many' }]);
      expect(await rowOf('day-0')).toMatchObject({ revision: '3', total: POISON + 1_011 });
    });

    it('of what is not parked, says so', async () => {
      await sellRounds(1);
      const { follower, toTheEnd } = follow(new DelicateSales());
      await toTheEnd();
      expect(await follower.retry('day-0')).toEqual({ kind: 'not-parked' });
    });
  });

  it('would make another table if it were only left out', async () => {
    await sellRounds(6);
    const skipping = new SkippingSales();
    await follow(skipping).toTheEnd();
    // The stream went on over the gap: its row is newer than the event it lacks, so no retry can ever bring it in.
    expect(skipping.orders.get('day-0')).toEqual([0n, 1n, 3n, 4n, 5n]);
    expect(await rowOf('day-0')).toMatchObject({ revision: '5', total: 111_011 });
    expect(await parked()).toEqual([]);
    const fixed = new DelicateSales(true);
    for await (const event of store.readStream('day-0')) await fixed.project([event], source.manager);
    expect(await rowOf('day-0')).toMatchObject({ total: 111_011 });
  });

  it('stops its consumer, with that message, once too many streams are parked', async () => {
    for (let n = 0; n <= PARKED_KEYS_MAX; n += 1) await sell(`day-${n}`, POISON);
    const { subscription } = follow(new DelicateSales());
    await waitFor(() => subscription.progress().trouble, { what: 'the alarm' });
    expect(subscription.progress()).toMatchObject({
      parked: PARKED_KEYS_MAX,
      trouble:
        'sales has parked 100 keys and goes no further: see GET /ops/parked, mend the cause, retry them',
    });
    await sell('day-after', 5);
    expect(await rowOf('day-after')).toBeUndefined();
    expect(await parked()).toHaveLength(PARKED_KEYS_MAX);
    expect(await source.query('select position from projection_checkpoint')).toEqual([{ position: '100' }]);
  });
});
