import type { PosLimit } from '../../domain/pos-capabilities.js';

/** So many orders that are due at one instant, for one slot. */
export interface DueOrders {
  readonly slot: string;
  readonly due: string;
  readonly orders: number;
}

/** How a slot's orders would be handed over. */
export interface SlotForecast extends DueOrders {
  /** When the last of them would go. */
  readonly lastAt: string;
  readonly lateMs: number;
  readonly inTime: boolean;
}

/** How long a call takes where it is not known; matters only where calls at once are limited. */
export const CALL_TAKES_MS = 500;

/**
 * What an account's limits make of what is confirmed, from now on. Deliveries come before everything else, the earliest due
 * first, so the k-th goes when it is due, or as soon as every limit has room for it again.
 */
export const forecast = (
  due: readonly DueOrders[],
  limits: readonly PosLimit[],
  { nowMs, inTimeWithinMs }: { readonly nowMs: number; readonly inTimeWithinMs: number },
): readonly SlotForecast[] => {
  const windows = limits.flatMap(limit => windowOf(limit) ?? []);
  const goneMs: number[] = [];
  return [...due].sort(byDue).map(slot => {
    const dueMs = Date.parse(slot.due);
    for (let order = 0; order < slot.orders; order += 1) {
      const before = goneMs.at(-1) ?? dueMs;
      goneMs.push(Math.max(dueMs, nowMs, before, ...windows.map(each => roomAgainMs(each, goneMs))));
    }
    const lastMs = Math.max(dueMs, goneMs.at(-1) ?? dueMs);
    const lateMs = lastMs - dueMs;
    return { ...slot, lastAt: new Date(lastMs).toISOString(), lateMs, inTime: lateMs <= inTimeWithinMs };
  });
};

/** Deliveries a second in the long run; undefined where nothing limits them. */
export const ratePerSecond = (limits: readonly PosLimit[]): number | undefined => {
  const rates = limits
    .flatMap(limit => windowOf(limit) ?? [])
    .map(({ calls, perMs }) => (calls * 1_000) / perMs);
  return rates.length === 0 ? undefined : Math.min(...rates);
};

interface Window {
  readonly calls: number;
  readonly perMs: number;
}

const windowOf = (limit: PosLimit): Window | undefined => {
  if (limit.scope !== 'account') return undefined;
  if ('concurrent' in limit) return { calls: limit.concurrent, perMs: CALL_TAKES_MS };
  const counts = limit.operation === undefined || limit.operation === 'deliver';
  return counts ? { calls: limit.requests, perMs: limit.perMs } : undefined;
};

const roomAgainMs = ({ calls, perMs }: Window, goneMs: readonly number[]): number =>
  (goneMs[goneMs.length - calls] ?? Number.NEGATIVE_INFINITY) + perMs;

const byDue = (a: DueOrders, b: DueOrders): number => Date.parse(a.due) - Date.parse(b.due);
