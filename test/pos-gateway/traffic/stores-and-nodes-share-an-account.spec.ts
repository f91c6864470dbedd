import { Pool } from 'undici';
import { systemTime } from '../../../src/platform/clock/index.js';
import { systemRandom } from '../../../src/platform/ids/index.js';
import { SIMULATOR_CAPABILITIES, SimulatorAdapter } from '../../../src/pos-gateway/adapters/index.js';
import {
  CONNECTIONS_PER_STORE,
  QUEUED_PER_STORE_MAX,
} from '../../../src/pos-gateway/adapters/store-pools.js';
import type { PosLimit } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import type { PosAdapter } from '../../../src/pos-gateway/pos-port.js';
import { CALLS_PER_STORE_MAX } from '../../../src/pos-gateway/traffic/store-traffic.js';
import { AccountTraffic } from '../../../src/pos-gateway/traffic/index.js';
import { waitFor } from '../../equipment/wait-for.js';
import { closePos, mostAtOnce, peakOf, posWithMemory } from './pos-with-memory.js';

const WINDOW_MS = 400;
const LIMITS: readonly PosLimit[] = [
  { scope: 'account', requests: 20, perMs: WINDOW_MS },
  { scope: 'account', concurrent: 5 },
  { scope: 'location', requests: 5, perMs: WINDOW_MS },
];
const IN_TIME = Number.POSITIVE_INFINITY;

const adapters: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(adapters.splice(0).map(adapter => adapter.close()));
  await closePos();
});

const trafficWith = (limits: readonly PosLimit[]) =>
  new AccountTraffic({
    account: 'sim',
    limits,
    network: systemTime,
    random: systemRandom,
    watch: { suspended: () => undefined, resumed: () => undefined },
  });

/** This POS does not heed it. */
const NOT_AFTER = '2031-06-02T11:25:00.000Z';

/** A node: an adapter of its own behind this traffic, or behind none. */
const nodeAt = (url: string, traffic?: AccountTraffic): PosAdapter => {
  const adapter = new SimulatorAdapter(
    { account: 'sim', endpoint: url, capabilities: SIMULATOR_CAPABILITIES.classic },
    systemTime,
    traffic,
  );
  adapters.push(adapter);
  return adapter;
};

const delivered = async (node: PosAdapter, location: string, orderId: string, sendByMs = IN_TIME) =>
  node.deliver(
    { orderId, location, body: JSON.stringify({ reference: orderId }) },
    orderId,
    sendByMs,
    NOT_AFTER,
  );

const storeOf = (number: number): string => `store-${number % 12}`;
const times = <Made>(count: number, make: (number: number) => Made): Made[] =>
  Array.from({ length: count }, (_, number) => make(number));

describe('A burst of deliveries and of everything else at one account', () => {
  const burstAt = (nodes: readonly PosAdapter[]) =>
    Promise.all([
      ...times(60, number => nodes[number % nodes.length]!.find(storeOf(number), `ord_${number}`)),
      ...times(60, number => delivered(nodes[number % nodes.length]!, storeOf(number), `ord_${number}`)),
    ]);

  it('reaches the POS within every limit, and the deliveries first', async () => {
    const pos = await posWithMemory();
    const outcomes = await burstAt([nodeAt(pos.url, trafficWith(LIMITS))]);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['absent', 'accepted']));
    expect(pos.arrivals).toHaveLength(120);
    expect(peakOf(pos.arrivals, WINDOW_MS)).toBeLessThanOrEqual(20);
    expect(mostAtOnce(pos.arrivals)).toBeLessThanOrEqual(5);
    for (const store of new Set(pos.arrivals.map(({ location }) => location))) {
      const ofStore = pos.arrivals.filter(({ location }) => location === store);
      expect(peakOf(ofStore, WINDOW_MS)).toBeLessThanOrEqual(5);
    }
    const lastDelivery = pos.arrivals.findLastIndex(({ operation }) => operation === 'deliver');
    const findsBefore = pos.arrivals.slice(0, lastDelivery).filter(({ operation }) => operation === 'find');
    expect(findsBefore.length).toBeLessThan(45);
  });

  it('exceeds them where each of two nodes keeps a count of its own', async () => {
    const pos = await posWithMemory();
    await burstAt([nodeAt(pos.url, trafficWith(LIMITS)), nodeAt(pos.url, trafficWith(LIMITS))]);
    expect(peakOf(pos.arrivals, WINDOW_MS)).toBeGreaterThan(20);
  });
});

describe('Stores that hang on every call', () => {
  const hangs = (location: string) => location.startsWith('hanging');
  const HANGING = 20;

  it('take nothing from the others: no connection, no turn', async () => {
    const pos = await posWithMemory(hangs);
    const node = nodeAt(pos.url, trafficWith([]));
    for (let store = 0; store < HANGING; store += 1) {
      times(5, number => void delivered(node, `hanging-${store}`, `ord_h${store}-${number}`));
    }
    const stuck = () => pos.arrivals.filter(({ location }) => hangs(location)).length;
    await waitFor(() => stuck() === HANGING * CALLS_PER_STORE_MAX, { what: 'all hanging calls' });
    const outcomes = await Promise.all(times(40, number => delivered(node, 'healthy', `ord_${number}`)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(stuck()).toBe(HANGING * CALLS_PER_STORE_MAX);
    expect(pos.arrivals.filter(({ answeredMs, location }) => hangs(location) && answeredMs)).toEqual([]);
  });

  it('stop the others where all stores share one pool of ten', async () => {
    const pos = await posWithMemory(hangs);
    const shared = new Pool(pos.url, { connections: 10 });
    adapters.push({ close: () => shared.destroy() });
    const post = (location: string) =>
      shared
        .request({ method: 'POST', path: `/pos/${location}/orders`, body: '{"reference":"ord_1"}' })
        .catch(() => undefined);
    times(10, number => void post(`hanging-${number}`));
    await waitFor(() => pos.arrivals.length === 10, { what: 'ten hanging calls' });
    void post('healthy');
    const other = nodeAt(pos.url, trafficWith([]));
    await Promise.all(times(40, number => delivered(other, 'elsewhere', `ord_${number}`)));
    expect(pos.arrivals.filter(({ location }) => location === 'healthy')).toEqual([]);
  });
});

describe('What our own limits hold back', () => {
  const hangs = () => true;

  it('was surely not sent, where its turn does not come before it may not be sent any more', async () => {
    const pos = await posWithMemory(hangs);
    const node = nodeAt(pos.url, trafficWith([]));
    times(CALLS_PER_STORE_MAX, number => void delivered(node, 'hanging', `ord_h${number}`));
    await waitFor(() => pos.arrivals.length === CALLS_PER_STORE_MAX, { what: 'the hanging calls' });
    const outcome = await delivered(node, 'hanging', 'ord_1', systemTime.monotonicMs() + 50);
    expect(outcome).toEqual({
      kind: 'not-sent',
      proof: 'its turn at the store hanging did not come in time',
    });
    expect(pos.arrivals).toHaveLength(CALLS_PER_STORE_MAX);
  });

  it('was surely not sent, where too many wait for a connection: that is no time-out of the POS', async () => {
    const pos = await posWithMemory(hangs);
    const node = nodeAt(pos.url);
    times(CONNECTIONS_PER_STORE, number => void delivered(node, 'hanging', `ord_h${number}`));
    await waitFor(() => pos.arrivals.length === CONNECTIONS_PER_STORE, { what: 'the hanging calls' });
    times(QUEUED_PER_STORE_MAX, number => void delivered(node, 'hanging', `ord_q${number}`));
    expect(await delivered(node, 'hanging', 'ord_1')).toEqual({
      kind: 'not-sent',
      proof: 'our own queue for the connections to hanging is full',
    });
    expect(pos.arrivals).toHaveLength(CONNECTIONS_PER_STORE);
  });
});
