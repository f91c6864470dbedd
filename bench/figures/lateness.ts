import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import pg from 'pg';
import { POS_ACCOUNT, requestJson, startSystem, type RunningSystem } from '../../src/cli/system/index.js';
import { NotMeasured, type Bench, type Measured, type Surroundings } from '../bench.js';
import { storeBody } from '../fixtures/a-store.js';
import { withParts } from '../parts.js';
import { percentile } from './percentile.js';

/** Business time at which the trial begins, half an hour before all of its orders are due. */
const START = '2031-05-14T11:29:00.000Z';
const BUSINESS_DATE = '2031-05-14';
const SLOT = '2031-05-14T12:00:00.000Z';
const DUE = '2031-05-14T11:45:00.000Z';
const STORES = 100;
const FULL_ORDERS = 5_000;
const USUAL_ORDERS = 1_000;
const REQUESTS_AT_ONCE = 50;
const LOOK_EVERY_MS = 250;
const DELIVERED_WITHIN_MS = 300_000;
/** Real milliseconds before the due instant to which the clock is moved once every order is placed. */
const LEAD_MS = 5_000;

const post = async (url: string, key: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await requestJson(url, { method: 'POST', headers: { 'idempotency-key': key }, body });
  if (answer.status >= 300) throw new NotMeasured(`${url} was refused: ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
};

const openStore = async ({ serverUrl }: RunningSystem, number: number): Promise<string> => {
  const body = storeBody(number);
  const { storeId } = await post(`${serverUrl}/stores`, `late-store-${number}`, {
    ...body,
    posAccount: { account: POS_ACCOUNT, location: `bench-${number}` },
  });
  return String(storeId);
};

const placeOrder = async ({ serverUrl }: RunningSystem, storeId: string, number: number): Promise<void> => {
  const { orderId } = await post(
    `${serverUrl}/stores/${storeId}/days/${BUSINESS_DATE}/holds`,
    `late-hold-${number}`,
    { slot: SLOT, items: 1, amount: 950, prepSeconds: 9 },
  );
  await post(`${serverUrl}/orders/${String(orderId)}/confirm`, `late-confirm-${number}`, {
    lines: [{ sku: 'plain-papadum', name: 'Plain Papadum', quantity: 1, unitPrice: 950, prepSeconds: 9 }],
    total: 950,
    currency: 'GBP',
    customer: { name: 'A guest' },
    paymentRef: `late-${number}`,
  });
};

/** Moves the business clock of server and simulator to shortly before the due instant. */
const skipTo = async ({ serverUrl, posAdminUrl }: RunningSystem, instant: string): Promise<void> => {
  const { body } = await requestJson(`${serverUrl}/ops/clock`);
  const { number } = (body as { segment: { number: number } }).segment;
  const segment = {
    number: number + 1,
    realEpochMs: Date.now(),
    virtualEpochMs: Date.parse(instant) - LEAD_MS,
    speed: 1,
  };
  for (const url of [`${posAdminUrl}/admin/clock/segments`, `${serverUrl}/ops/clock/segments`]) {
    const { status, body: answer } = await requestJson(url, { method: 'POST', body: segment });
    if (status >= 300) throw new NotMeasured(`${url} does not move its clock: ${JSON.stringify(answer)}`);
  }
};

/** Milliseconds that each order was delivered after its due instant, as the log tells it. */
const latenesses = async (system: RunningSystem, orders: number): Promise<readonly number[]> => {
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    const untilMs = performance.now() + DELIVERED_WITHIN_MS;
    for (;;) {
      const { rows } = await client.query<{ at: string }>(
        `select metadata->>'decidedAt' as at from log_event where type = 'OrderDelivered'`,
      );
      if (rows.length >= orders) return rows.map(({ at }) => Date.parse(at) - Date.parse(DUE));
      if (performance.now() > untilMs) {
        throw new NotMeasured(`of ${orders} orders ${rows.length} were delivered in time to be measured`);
      }
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    await client.end();
  }
};

const measureIn = async (
  system: RunningSystem,
  orders: number,
  progress: Surroundings['progress'],
): Promise<readonly number[]> => {
  const queue = new PQueue({ concurrency: REQUESTS_AT_ONCE });
  const storeIds = await queue.addAll(
    Array.from({ length: STORES }, (_, number) => () => openStore(system, number)),
  );
  await queue.addAll(
    Array.from(
      { length: orders },
      (_, number) => () => placeOrder(system, storeIds[number % STORES] ?? '', number),
    ),
  );
  progress(`  ${orders} orders placed, all due at the same instant`);
  await skipTo(system, DUE);
  return latenesses(system, orders);
};

const measure = async ({ full, progress }: Surroundings): Promise<Measured> => {
  const orders = full ? FULL_ORDERS : USUAL_ORDERS;
  const dataDir = await mkdtemp(join(tmpdir(), 'rushline-bench-'));
  const stopping = new AbortController();
  const system = await startSystem({
    dataDir,
    clockSpeed: 1,
    clockStart: START,
    serverLog: () => undefined,
    stopSignal: stopping.signal,
  });
  const closing = { stop: () => system.stop().then(() => rm(dataDir, { recursive: true, force: true })) };
  return withParts(async keep => {
    await keep(Promise.resolve(closing));
    const lateMs = await measureIn(system, orders, progress);
    const seconds = (share: number): string => `${(percentile(lateMs, share) / 1_000).toFixed(2)} s`;
    return {
      figures: [],
      readings: [
        {
          what: `lateness of ${orders.toLocaleString('en')} orders of ${STORES} stores that are due at one instant`,
          values: { p50: seconds(0.5), p99: seconds(0.99), last: seconds(1) },
        },
      ],
      ...(full ? {} : { size: `lateness ran with ${USUAL_ORDERS} orders; --full takes ${FULL_ORDERS}` }),
    };
  });
};

export const lateness: Bench = {
  name: 'lateness',
  summary: 'how late orders are handed over that are all due in the same minute',
  run: measure,
};
