import type { NetworkTime, ScaledClock } from '../../../platform/clock/index.js';
import type { Tally } from '../drive/tally.js';
import { Unanswered } from '../http-api.js';
import type { Boards } from './board.js';
import { isConfirmed, isOver } from './endings.js';

const LOOK_EVERY_REAL_MS = 500;
/** Long past their pickup, orders may still change for this long in real time without any of them changing. */
const STANDSTILL_REAL_MS = 30_000;
/** A guest collects, or a delivery is given up, well within this after the slot began. */
const PICKUP_TAKES_BUSINESS_MS = 30 * 60_000;

export interface Awaiting {
  readonly boards: Boards;
  readonly tally: Tally;
  readonly clock: ScaledClock;
  readonly network: NetworkTime;
  readonly stop: AbortSignal;
}

/**
 * Waits until every confirmed order has come to its end, and reads the boards meanwhile. The wait is bounded: when the
 * last pickup is long past and nothing has changed for a while, nothing will.
 */
export const awaitEndings = async (
  awaiting: Awaiting,
  tell: (over: number, all: number) => void,
): Promise<void> => {
  const { boards, tally, clock, network, stop } = awaiting;
  // The first round reads every board: an order may be confirmed although the answer never came.
  let open: ReadonlySet<number> | undefined;
  let state = '';
  let changedAtMs = network.monotonicMs();
  while (!stop.aborted) {
    await readPatiently(boards, open);
    const summary = summaryOf(awaiting);
    open = summary.openStores;
    tell(summary.over, tally.confirmed.size);
    if (open.size === 0) return;
    if (summary.state !== state || clock.nowMs() < summary.lastPickupMs + PICKUP_TAKES_BUSINESS_MS) {
      state = summary.state;
      changedAtMs = network.monotonicMs();
    }
    if (network.monotonicMs() - changedAtMs > STANDSTILL_REAL_MS) return;
    await network.sleep(LOOK_EVERY_REAL_MS, stop);
  }
};

/** A server that is away for a moment too long is asked again in the next round. */
const readPatiently = async (boards: Boards, stores: Iterable<number> | undefined): Promise<void> => {
  try {
    await (stores === undefined ? boards.readAll() : boards.read(stores));
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
};

const summaryOf = ({ boards, tally }: Awaiting) => {
  const openStores = new Set<number>();
  const counts = new Map<string, number>();
  const overIds = new Set<string>();
  let lastPickupMs = 0;
  for (const [store, rows] of boards.rows) {
    for (const row of rows.filter(isConfirmed)) {
      counts.set(row.status, (counts.get(row.status) ?? 0) + 1);
      lastPickupMs = Math.max(lastPickupMs, Date.parse(row.slot));
      if (isOver(row)) overIds.add(row.orderId);
      else openStores.add(store);
    }
  }
  // An order whose confirmation was answered may not be on its board yet.
  for (const [orderId, { store }] of tally.confirmed) if (!overIds.has(orderId)) openStores.add(store);
  return { openStores, over: overIds.size, lastPickupMs, state: JSON.stringify([...counts]) };
};
