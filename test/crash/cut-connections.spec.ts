import type { Pool } from 'pg';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { systemTime, type NetworkTime } from '../../src/platform/clock/index.js';
import { createPool } from '../../src/platform/postgres/index.js';
import { read, Reader, someEvents, written } from '../contract/contract-subject.js';
import { NEVER_MS, PostgresSubject } from '../contract/postgres-subject.js';
import { startNode } from '../e2e/nodes.js';
import { FaultProxy, type Connection } from '../equipment/fault-proxy.js';
import { waitFor } from '../equipment/wait-for.js';
import { eveningOf, takeSeat } from '../event-sourcing/box-office.js';
import { HandClock, HandTime } from '../event-sourcing/clocks.js';
import { EVENING } from '../event-sourcing/lane-equipment.js';
import { CommandLane } from '../../src/event-sourcing/command-lane.js';
import { DEFAULT_LANE_LIMITS } from '../../src/event-sourcing/lane-surroundings.js';
import { BlindStore, eventsOf } from '../event-sourcing/wrapped-stores.js';
import { closeHouses, freshDatabase, openedStore, type Held } from '../http/house.js';
import { freshKey } from '../http/http-client.js';
import { expectRefusal } from '../http/refusal.js';
import { DATE, holdBody } from '../http/requests.js';

afterAll(closeHouses);

/** How long an append may take, and how long what became of it may be looked for. */
const APPEND_DEADLINE_MS = 5_000;
const { settleMs } = DEFAULT_LANE_LIMITS;
/** What a busy machine may add to a deadline. */
const LATE_MS = 5_000;

describe('Between a lane and PostgreSQL', () => {
  let subject: PostgresSubject;
  let proxy: FaultProxy;
  let pool: Pool;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    subject = await PostgresSubject.open();
    proxy = await FaultProxy.before(subject.url);
    pool = createPool(proxy.url, () => undefined);
    closing.push(() => pool.end());
  });
  afterEach(async () => {
    // Nobody waits at the end for what will not come.
    proxy.endAll('cut');
    for (const close of closing.splice(0).reverse()) await close();
    await subject.close();
  });

  const open = async (network: NetworkTime = systemTime) => {
    const troubles: string[] = [];
    const store = await PostgresEventStore.open(pool, network, {
      listenUrl: proxy.url,
      safetyPollMs: NEVER_MS,
      onTrouble: cause => troubles.push(cause.message),
    });
    closing.push(() => store.stop());
    return { store, troubles };
  };

  const laneOn = (store: EventStore) =>
    new CommandLane(EVENING, eveningOf(100), {
      store,
      clock: new HandClock(),
      network: systemTime,
      random: () => 0.5,
      limits: DEFAULT_LANE_LIMITS,
    });

  /** Two guests have their seats; something happens to the connection that carries the third. Returns who sits. */
  const seatedWhen = async (
    happens: (connection: Connection) => void,
    meddle = (store: EventStore) => store,
  ) => {
    const { store } = await open();
    const lane = laneOn(meddle(store));
    for (const guest of ['a', 'b']) await lane.submit(takeSeat(guest));
    proxy.atRequest('log_append', happens);
    expect(await lane.submit(takeSeat('c'))).toMatchObject({ kind: 'accepted', repeated: false });
    return (await eventsOf(subject.store, EVENING)).map(({ data }) => (data as { guest: string }).guest);
  };

  it.each<[what: string, happens: (connection: Connection) => void]>([
    ['only the reply of an append vanishes', connection => connection.treat('responses', 'swallow')],
    ['only the append itself vanishes', connection => connection.treat('requests', 'swallow')],
    ['its connection is cut', connection => connection.end('cut')],
    ['its connection is reset', connection => connection.end('reset')],
    ['its reply is late', connection => connection.treat('responses', { latencyMs: 300 })],
  ])('when %s, it is found out and the guest seated once', async (_, happens) => {
    expect(await seatedWhen(happens)).toEqual(['a', 'b', 'c']);
  });

  it('a guest would be seated twice if a lost reply were answered by repeating blindly', async () => {
    const seated = await seatedWhen(
      connection => connection.treat('responses', 'swallow'),
      store => new BlindStore(store),
    );
    expect(seated.filter(guest => guest === 'c')).toHaveLength(2);
  });

  it('an append into a black hole is unknown at its deadline, and without one would not end', async () => {
    const network = new HandTime();
    const { store } = await open(network);
    await written(store, 'day-1', someEvents(1), 'noStream');
    proxy.blackHole();
    let told: string | undefined;
    const append = store.append('day-1', someEvents(1), 0n).then(({ kind }) => (told = kind));
    await waitFor(() => proxy.swallowed > 0, { what: 'the append to vanish' });
    network.pass(APPEND_DEADLINE_MS - 1);
    // Somebody else goes all the way to PostgreSQL and back; the append is still waiting.
    expect(await read(subject.store, 'day-1')).toHaveLength(1);
    expect(told).toBeUndefined();
    network.pass(1);
    await append;
    expect(told).toBe('unknown');
    proxy.heal();
  });

  it('a listening connection that falls silent is noticed, and another takes its place', async () => {
    const network = new HandTime();
    let listening: Connection | undefined;
    proxy.atRequest('listen rushline_log', connection => (listening = connection));
    const { store, troubles } = await open(network);
    const reader = new Reader(store);
    closing.push(() => reader.stop());
    await waitFor(() => listening, { what: 'it to listen' });
    await written(subject.store, 'day-1', someEvents(1), 'noStream');
    await waitFor(() => reader.through === 1n, { what: 'the first event' });
    listening?.treat('responses', 'swallow');
    await written(subject.store, 'day-1', someEvents(1), 0n);
    await waitFor(() => proxy.swallowed > 0, { what: 'the notification to vanish' });
    expect(reader.through).toBe(1n);
    // It asks whether it is still heard, gets no answer, and listens anew.
    network.pass(5_000);
    await waitFor(() => troubles.length > 0, { what: 'the silence to be noticed' });
    await waitFor(() => (network.pass(500), reader.through === 2n), { what: 'the second event' });
    await written(subject.store, 'day-1', someEvents(1), 1n);
    await waitFor(() => reader.through === 3n, { what: 'the third event' });
  });
});

describe('A node whose connections lead into a black hole', () => {
  it('answers 503 within its deadline, and has lost and doubled nothing when they are back', async () => {
    const { url, sql } = await freshDatabase();
    const proxy = await FaultProxy.before(url);
    const node = await startNode(proxy.url);
    const storeId = await openedStore(node);
    const hold = (key: string) =>
      node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(), { 'idempotency-key': key });
    expect((await hold(freshKey())).status).toBe(201);

    const key = freshKey();
    proxy.blackHole();
    const askedAt = performance.now();
    const answer = await hold(key);
    const tookMs = performance.now() - askedAt;
    expectRefusal(answer, { status: 503, code: 'OUTCOME_UNKNOWN' });
    expect(tookMs).toBeLessThan(APPEND_DEADLINE_MS + settleMs + LATE_MS);
    proxy.heal();

    const again = await waitFor(
      async () => {
        const { status, body } = await hold(key);
        return status === 201 && body.orderId;
      },
      { what: 'the hold to be answered', withinMs: 20_000 },
    );
    const { rows } = await sql.query<{ order_id: string }>(
      `select data->>'orderId' as order_id from log_event where type = 'TimeslotHeld' order by position`,
    );
    expect(rows.map(row => row.order_id)).toEqual([expect.any(String), again]);
  });
});
