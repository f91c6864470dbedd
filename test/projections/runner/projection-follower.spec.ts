import fc from 'fast-check';
import type { DataSource, EntityManager } from 'typeorm';
import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import type { RecordedEvent } from '../../../src/event-sourcing/index.js';
import { CheckpointRow } from '../../../src/projections/runner/checkpoint.entity.js';
import { ProjectionFollower, type Projection } from '../../../src/projections/runner/index.js';
import { read, someEvent } from '../../contract/contract-subject.js';
import { CarelessSales, openSales, Sales } from './sales.js';
import { HandTime } from '../../event-sourcing/clocks.js';
import { createTestDatabase, type TestDatabase } from '../../equipment/test-database.js';
import { waitFor } from '../../equipment/wait-for.js';

/** Counts how often somebody asks to be woken. */
class CountingTime extends HandTime {
  wakings = 0;

  override after(ms: number, run: () => void): () => void {
    this.wakings += 1;
    return super.after(ms, run);
  }
}

describe('A projection', () => {
  let database: TestDatabase;
  let source: DataSource;
  let store: InMemoryEventStore;
  let network: CountingTime;
  let events: readonly RecordedEvent[];
  const EVENTS = 8;

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
    network = new CountingTime();
    for (let n = 0; n < EVENTS; n += 1) {
      const stream = `day-${n % 2}`;
      await store.append(
        stream,
        [someEvent({ sold: 10 ** (n >> 1) })],
        n < 2 ? 'noStream' : BigInt((n >> 1) - 1),
      );
    }
    events = [...(await read(store, 'day-0')), ...(await read(store, 'day-1'))].sort((a, b) =>
      a.position < b.position ? -1 : 1,
    );
  });

  const follower = (projection: Projection = new Sales()) =>
    new ProjectionFollower(projection, source, { store, network });
  const rows = () => source.query<object[]>('select stream, total from sales order by stream');
  const checkpoint = async (): Promise<string> =>
    (await source.getRepository(CheckpointRow).findOneByOrFail({ projection: 'sales' })).position;
  const ALL_ROWS = [
    { stream: 'day-0', total: 1_111 },
    { stream: 'day-1', total: 1_111 },
  ];

  it('begins at the start of the log, and later behind what it has handled', async () => {
    const first = follower();
    expect(await first.begin()).toBe(0n);
    await first.handle(events.slice(0, 3));
    expect(await follower().begin()).toBe(3n);
  });

  it('commits its rows and its checkpoint together', async () => {
    const sales = follower();
    await sales.begin();
    await sales.handle(events.slice(0, 5));
    expect(await checkpoint()).toBe('5');
    await sales.handle(events.slice(5));
    expect(await checkpoint()).toBe('8');
    expect(await rows()).toEqual(ALL_ROWS);
  });

  it('leaves both untouched when its connection breaks, and can go on after that', async () => {
    const projection = new Sales();
    const sales = follower(projection);
    await sales.begin();
    await sales.handle(events.slice(0, 2));
    const before = await rows();
    projection.failAt = 5n;
    await expect(sales.handle(events.slice(2))).rejects.toThrow('Connection terminated');
    expect(await rows()).toEqual(before);
    expect(await checkpoint()).toBe('2');
    projection.failAt = undefined;
    await sales.handle(events.slice(2));
    expect(await rows()).toEqual(ALL_ROWS);
  });

  it('would keep half a batch if its rows were not in the transaction of the checkpoint', async () => {
    const outside = new (class extends Sales {
      override project(batch: readonly RecordedEvent[]): Promise<void> {
        return super.project(batch, source.manager);
      }
    })();
    const sales = follower(outside);
    await sales.begin();
    outside.failAt = 5n;
    await expect(sales.handle(events)).rejects.toThrow('Connection terminated');
    expect(await rows()).not.toEqual([]);
    expect(await checkpoint()).toBe('0');
  });

  it('refuses a second owner of its checkpoint, whose rows are not written', async () => {
    const [owner, second] = [follower(), follower(new CarelessSales())];
    await owner.begin();
    await second.begin();
    await owner.handle(events);
    await expect(second.handle(events.slice(0, 4))).rejects.toMatchObject({ name: 'CheckpointTaken' });
    expect(await rows()).toEqual(ALL_ROWS);
    expect(await checkpoint()).toBe('8');
  });

  it('refuses one of two owners that come at the same moment', async () => {
    const owners = [follower(new CarelessSales()), follower(new CarelessSales())];
    await Promise.all(owners.map(owner => owner.begin()));
    const outcomes = await Promise.allSettled(owners.map(owner => owner.handle(events)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await rows()).toEqual(ALL_ROWS);
  });

  describe('replayed', () => {
    /** Handles all events in chunks, and after each chunk all from the start once more. */
    const replay = async (projection: Projection, chunks: readonly number[]): Promise<unknown> => {
      await source.query('truncate sales, projection_checkpoint');
      for (const end of chunks) {
        await source.query('truncate projection_checkpoint');
        const again = follower(projection);
        await again.begin();
        await again.handle(events.slice(0, end));
      }
      return rows();
    };
    const prefixes = fc.array(fc.integer({ min: 1, max: EVENTS }), { maxLength: 4 });

    it('any prefix again and again, ends with the same rows', () =>
      fc.assert(
        fc.asyncProperty(prefixes, async ends => {
          expect(await replay(new Sales(), [...ends, EVENTS])).toEqual(ALL_ROWS);
        }),
        { numRuns: 8 },
      ));

    it('would count twice if its rows did not know their revision', async () => {
      expect(await replay(new CarelessSales(), [3, EVENTS])).not.toEqual(ALL_ROWS);
    });
  });

  describe('of a log that is older than its rows', () => {
    it('does not begin when its checkpoint is beyond the head', async () => {
      const sales = follower();
      await sales.begin();
      await sales.handle(events);
      store = new InMemoryEventStore();
      await expect(follower().begin()).rejects.toMatchObject({
        name: 'LogOlderThanReadModels',
        message: expect.stringContaining(
          'the log is older than its read models: sales has handled',
        ) as string,
      });
    });

    it('does not begin when it was made from another log', async () => {
      const sales = follower();
      await sales.begin();
      const other = Object.assign(new InMemoryEventStore(), { logId: 'another' });
      await expect(
        new ProjectionFollower(new Sales(), source, { store: other, network }).begin(),
      ).rejects.toMatchObject({
        name: 'LogOlderThanReadModels',
      });
      expect(await follower().begin()).toBe(0n);
    });
  });

  describe('killed between its rows and its checkpoint', () => {
    /** PostgreSQL loses the connection right after the rows of the event at `killAt` were written. */
    class Mortal extends CarelessSales {
      constructor(private killAt: bigint | undefined) {
        super();
      }

      protected override async add(event: RecordedEvent, manager: EntityManager): Promise<void> {
        await super.add(event, manager);
        if (event.position !== this.killAt) return;
        this.killAt = undefined;
        await manager.query('select pg_terminate_backend(pg_backend_pid())');
      }
    }

    /** Follows to the end, beginning anew from the checkpoint after a death. */
    const survive = async (projection: Projection): Promise<number> => {
      for (let deaths = 0; ; deaths += 1) {
        const sales = follower(projection);
        const position = await sales.begin();
        try {
          await sales.handle(events.filter(event => event.position > position));
          return deaths;
        } catch (cause) {
          if (deaths > 1) throw cause;
        }
      }
    };

    it.each(Array.from({ length: EVENTS }, (_, n) => [n + 1]))(
      'counts nothing twice and leaves nothing out, at event %i',
      async position => {
        expect(await survive(new Mortal(BigInt(position)))).toBe(1);
        expect(await rows()).toEqual(ALL_ROWS);
        expect(await checkpoint()).toBe('8');
      },
    );

    it('would count twice if rows and checkpoint were two transactions', async () => {
      const outside = new (class extends Mortal {
        override async project(batch: readonly RecordedEvent[], manager: EntityManager): Promise<void> {
          await super.project(batch.slice(0, 4), source.manager);
          await super.project(batch.slice(4), manager);
        }
      })(6n);
      await survive(outside);
      expect(await rows()).not.toEqual(ALL_ROWS);
    });
  });

  describe('passing what it does not want', () => {
    it('says in its checkpoint how far the log was read, a bounded number of times a second', async () => {
      const sales = follower();
      await sales.begin();
      for (let through = 1n; through <= 500n; through += 1n) {
        sales.passed(through);
        network.pass(1);
      }
      network.pass(100);
      await waitFor(async () => (await checkpoint()) === '500', { what: 'the checkpoint at 500' });
      // The five hundred took half a second: a move at once, and one in each tenth of a second.
      expect(network.wakings).toBeLessThanOrEqual(7);
    });

    it('goes on from there, and its next rows are taken', async () => {
      const sales = follower();
      await sales.begin();
      sales.passed(3n);
      network.pass(0);
      await waitFor(async () => (await checkpoint()) === '3', { what: 'the checkpoint at 3' });
      await sales.handle(events.slice(3));
      expect(await checkpoint()).toBe('8');
      sales.passed(8n);
      expect(network.waiting).toBe(0);
    });

    it('moves nothing any more once it has ended', async () => {
      const sales = follower();
      await sales.begin();
      sales.passed(3n);
      sales.ended();
      network.pass(1_000);
      expect(network.waiting).toBe(0);
      expect(await checkpoint()).toBe('0');
    });
  });

  it('keeps positions that no floating-point number can hold', async () => {
    const far = 9_007_199_254_740_993n;
    const sales = follower();
    await sales.begin();
    await sales.handle([{ ...events[0]!, position: far }]);
    expect(await checkpoint()).toBe(far.toString());
    await sales.handle([{ ...events[2]!, position: far + 2n }]);
    expect(await checkpoint()).toBe((far + 2n).toString());
  });

  it('has its tables made once by nodes that start at the same moment', async () => {
    const fresh = await createTestDatabase();
    const open = () => openSales(fresh.url);
    const sources = await Promise.all([open(), open(), open()]);
    expect(await sources[0].query('select count(*)::int as count from migrations')).toEqual([{ count: 3 }]);
    await Promise.all(sources.map(each => each.destroy()));
    await fresh.drop();
  });
});
