import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import type { NewEvent, Parked, ParkingLot, RecordedEvent } from '../../../src/event-sourcing/index.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import type { OpenedDay } from '../../../src/orders/domain/opening.js';
import type { Order } from '../../../src/orders/domain/service-day.js';
import { orderIdOf } from '../../../src/orders/order-id.js';
import { OpenDayFollower } from '../../../src/orders/process/open-day-follower.js';
import { serviceDayStream } from '../../../src/orders/service-day-streams.js';
import { someEvent } from '../../contract/contract-subject.js';
import { storeIdOf } from '../../../src/stores/index.js';
import { dayOpened, plan, slot, timeslotHeld } from '../../specification/service-day.js';

const { businessDate } = plan();
const STORE_ID = storeIdOf(new Uint8Array(8).fill(7));
const STREAM = serviceDayStream(STORE_ID, businessDate);
const idOf = (n: number): string =>
  orderIdOf({ storeId: STORE_ID, businessDate }, new Uint8Array(16).fill(n));
const [BAD, GOOD] = [idOf(1), idOf(2)];

/** A parking lot that lasts as long as the spec. */
class Lot implements ParkingLot {
  readonly rows = new Map<string, Parked>();

  async of(consumer: string): Promise<readonly Parked[]> {
    return [...this.rows.values()].filter(row => row.consumer === consumer);
  }

  async park(parked: Parked): Promise<void> {
    this.rows.set(parked.key, parked);
  }

  async unpark(_consumer: string, key: string): Promise<void> {
    this.rows.delete(key);
  }
}

/** Writes down what it derives, and cannot derive anything from what it is allergic to. */
class Clerk extends OpenDayFollower {
  readonly name = 'clerk';
  readonly heard: string[] = [];
  readonly derived: string[] = [];
  allergy: string | undefined;

  inSight(orderId: string): boolean {
    return this.dayOf(STREAM)?.orders.get(orderId) !== undefined;
  }

  protected override derive(_stream: string, _day: OpenedDay, { orderId }: Order): void {
    if (orderId === this.allergy) throw new Error('cannot derive');
    this.derived.push(orderId);
  }

  protected override hear(_day: OpenedDay, { type, data }: OrderEvent): void {
    if ('orderId' in data) this.heard.push(`${type} ${data.orderId}`);
  }
}

describe('An order a process manager cannot go on with', () => {
  let store: InMemoryEventStore;
  let lot: Lot;
  let escalated: string[];
  let streams: readonly string[];
  beforeEach(async () => {
    store = new InMemoryEventStore();
    lot = new Lot();
    escalated = [];
    streams = [];
    await append(dayOpened());
  });

  const append = async (...facts: readonly Pick<NewEvent, 'type' | 'data'>[]): Promise<void> => {
    const all = await recorded();
    const events = facts.map(({ type, data }) => ({ ...someEvent(data), type }));
    await store.append(STREAM, events, all.length === 0 ? 'noStream' : BigInt(all.length - 1));
  };
  const recorded = async (): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of store.readStream(STREAM)) events.push(event);
    return events;
  };
  const clerk = (): Clerk => {
    const escalate = async (orderId: string, by: string, error: string) =>
      void escalated.push(`${orderId} ${by}: ${error}`);
    const listOpenDays = async () => ({ position: 0n, storeIds: [], streams });
    return new Clerk({ store, listOpenDays, parkedOrders: { lot, escalate } });
  };
  const told = async (manager: Clerk, from = 0): Promise<Clerk> => {
    await manager.handle((await recorded()).slice(from));
    return manager;
  };
  const begun = async (allergy?: string): Promise<Clerk> => {
    const manager = clerk();
    manager.allergy = allergy;
    await manager.begin();
    return manager;
  };
  const held = (orderId: string) => timeslotHeld({ orderId });
  const released = (orderId: string) => ({ type: 'HoldReleased', data: { orderId } });
  /** Its type is known, but nobody can fold it. */
  const broken = (orderId: string) => ({ type: 'OrderConfirmed', data: { orderId, slot: slot(0) } });
  const unknown = (orderId: string) => ({ type: 'OrderGiftWrapped', data: { orderId } });

  const troubles: readonly [
    string,
    (orderId: string) => Pick<NewEvent, 'type' | 'data'>,
    string | undefined,
  ][] = [
    ['that cannot be folded', broken, undefined],
    ['of a type from the future', unknown, undefined],
    ['nothing can be derived from', released, BAD],
  ];

  it.each(troubles)(
    'for a fact %s, is parked and escalated, and the others go on',
    async (_, fact, allergy) => {
      const manager = await begun();
      await append(held(BAD), held(GOOD));
      await told(manager);
      manager.allergy = allergy;
      manager.derived.length = 0;
      await append(fact(BAD), released(BAD), released(GOOD));
      await told(manager, 3);
      expect([...lot.rows.values()]).toMatchObject([
        { consumer: 'clerk', key: BAD, stream: STREAM, revision: 3n, position: 4n, attempts: 1 },
      ]);
      expect(escalated).toEqual([`${BAD} clerk: ${[...lot.rows.values()][0]?.error}`]);
      expect(manager.heard).toContain(`HoldReleased ${GOOD}`);
      expect(manager.derived).toContain(GOOD);
      expect(manager.derived).not.toContain(BAD);
      expect([manager.inSight(BAD), manager.inSight(GOOD)]).toEqual([false, true]);
    },
  );

  it('would stop every order of every store if it were not parked', async () => {
    const park = lot.park.bind(lot);
    lot.park = () => Promise.reject(new Error('there is no parking'));
    const manager = await begun();
    await append(held(GOOD), broken(BAD), released(GOOD));
    await expect(told(manager)).rejects.toThrow('there is no parking');
    expect(manager.heard).not.toContain(`HoldReleased ${GOOD}`);
    lot.park = park;
    await told(await begun());
    expect([...lot.rows.keys()]).toEqual([BAD]);
  });

  it('is parked, too, when it is found at the start, by folding or by deriving', async () => {
    await append(held(BAD), held(GOOD));
    streams = [STREAM];
    const manager = await begun(BAD);
    expect(manager.derived).toEqual([GOOD]);
    expect(manager.inSight(BAD)).toBe(false);
    expect(escalated).toEqual([`${BAD} clerk: cannot derive`]);
    lot.rows.clear();
    await append(unknown(BAD));
    expect((await begun()).derived).toEqual([GOOD]);
    expect([...lot.rows.keys()]).toEqual([BAD]);
  });

  it('stays parked for whoever leads next, and is escalated again where a crash came between', async () => {
    await append(held(BAD), broken(BAD), held(GOOD));
    await told(await begun());
    escalated = [];
    streams = [STREAM];
    const next = await begun();
    expect(next.derived).toEqual([GOOD]);
    expect(escalated).toHaveLength(1);
    expect([...lot.rows.values()]).toMatchObject([{ attempts: 1 }]);
  });

  it('is in sight again once a retry goes well, with all that waited', async () => {
    const manager = await begun();
    await append(held(BAD), held(GOOD));
    await told(manager);
    manager.allergy = BAD;
    await append(released(BAD), unknownToNobody());
    await told(manager, 3);
    expect(await manager.retry(BAD)).toEqual({ kind: 'still-parked', error: 'cannot derive' });
    expect([...lot.rows.values()]).toMatchObject([{ attempts: 2 }]);
    manager.allergy = undefined;
    expect(await manager.retry(BAD)).toEqual({ kind: 'unparked' });
    expect(lot.rows.size).toBe(0);
    expect(manager.inSight(BAD)).toBe(true);
    expect(manager.derived).toContain(BAD);
    expect(await manager.retry(BAD)).toEqual({ kind: 'not-parked' });
  });
  const unknownToNobody = () => released(GOOD);

  it('leaves the orders of its day alone where the fact belongs to none of them', async () => {
    const manager = await begun();
    await append(held(GOOD), { type: 'DayGiftWrapped', data: {} }, released(GOOD));
    await told(manager);
    expect([...lot.rows.values()]).toMatchObject([{ key: STREAM, revision: 2n }]);
    expect(escalated).toEqual([]);
    expect(manager.inSight(GOOD)).toBe(true);
    expect(manager.heard).toContain(`HoldReleased ${GOOD}`);
  });
});
