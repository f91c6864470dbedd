import type { DataSource } from 'typeorm';
import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import { Subscriptions } from '../../../src/event-sourcing/index.js';
import { systemTime } from '../../../src/platform/clock/index.js';
import { Freshness } from '../../../src/projections/freshness/index.js';
import { ProjectionFollower } from '../../../src/projections/runner/index.js';
import { someEvents, written } from '../../contract/contract-subject.js';
import { createTestDatabase, type TestDatabase } from '../../equipment/test-database.js';
import { openSales, Sales } from '../runner/sales.js';

/** Switches the protection off: the checkpoint moves with wanted events only. */
class SilentlyPassing extends ProjectionFollower {
  override passed(): void {
    // Says nothing.
  }
}

describe('A node that does not run a projection', () => {
  let database: TestDatabase;
  let source: DataSource;
  let store: InMemoryEventStore;
  let leading: Subscriptions;
  let other: Freshness;
  const node = () =>
    new Subscriptions({ store, network: systemTime, random: () => 0, onTrouble: () => undefined });

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
    leading = node();
    other = new Freshness(store, systemTime, node(), source);
  });
  afterEach(() => leading.stop());

  /** The last position of these, which no projection here wants. */
  const unwanted = async (count: number): Promise<string> => {
    const { position } = await written(store, 'store-1', someEvents(count), 'noStream');
    return `${store.logId}:${position}`;
  };

  it('answers as fresh as a position that the projection did not want', async () => {
    leading.follow(new ProjectionFollower(new Sales(), source, { store, network: systemTime }));
    await expect(other.atLeast('sales', await unwanted(3))).resolves.toBeUndefined();
  });

  it('could not, if the checkpoint stood where the last wanted event was: it waits, and names the projection', async () => {
    leading.follow(new SilentlyPassing(new Sales(), source, { store, network: systemTime }));
    await expect(other.atLeast('sales', await unwanted(3))).rejects.toMatchObject({
      status: 503,
      code: 'READ_MODEL_BEHIND',
      words: { facts: { projection: 'sales' } },
    });
  });
});
