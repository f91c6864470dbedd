import { Client } from 'pg';
import type { DemoClock } from './demo-clock.js';
import type { PublicApi, Store } from './public-api.js';
import { Tale } from './storyteller.js';

const ANSWER_WITHIN_MS = 10_000;
/** Where an order can be when the last run ended in the middle of it. */
const UNDER_WAY = new Set([
  'confirmed',
  'sending',
  'unsettled',
  'sent',
  'acknowledged',
  'in-preparation',
  'ready',
]);

/** Every hold and order there ever was. No API answers that: it is no question of a storefront's. */
export const countOrders = async (databaseUrl: string): Promise<number> => {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) from order_board');
    return Number(rows[0]?.count ?? 0);
  } finally {
    await client.end();
  }
};

/** The orders an earlier run left under way, on the days that are selling now. */
export const ordersUnderWay = async (
  api: PublicApi,
  clock: DemoClock,
  stores: readonly Store[],
): Promise<readonly Tale[]> => {
  const days = stores.flatMap(store => clock.datesIn(store.zone).map(date => ({ store, date })));
  const tales: Tale[] = [];
  for (const { store, date } of days) {
    const orders = await api.board(store.storeId, date);
    for (const { orderId, slot, status } of orders.filter(order => UNDER_WAY.has(order.status))) {
      const words = `held ${clock.timeIn(store.zone, slot)} → … → ${status}`;
      tales.push(new Tale(orderId, store, { status, words }));
    }
  }
  return tales;
};
