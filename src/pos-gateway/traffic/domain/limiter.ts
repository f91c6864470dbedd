import type { PosLimit } from '../../domain/pos-capabilities.js';
import { allowedOf, type Priority } from './priorities.js';

/** What is to be called. */
export interface LimitedCall {
  readonly operation: PosOperation;
  readonly priority: Priority;
}
export type PosOperation = 'deliver' | 'void' | 'find' | 'changes';

/** A call that counts. */
export interface Admitted {
  /** Monotonic time at which the POS had it at the latest; infinite as long as it has not begun. */
  arrivedByMs: number;
  underWay: boolean;
}

/** Longest real time that a request is on its way to the POS, when nothing has come back of it. */
export const ARRIVAL_WITHIN_MS = 500;

interface Budget {
  readonly limit: PosLimit;
  entries: Admitted[];
}

/**
 * Several limits at once, over sliding windows of monotonic time. The POS counts requests when they arrive there, which we
 * do not see: a call counts from the moment it is admitted, and its window begins when it has surely arrived, which is
 * when its answer is here, or a while after it was sent. So no window at the POS ever holds more than the limit.
 */
export class Limiter {
  private readonly budgets: readonly Budget[];

  constructor(limits: readonly PosLimit[]) {
    this.budgets = limits.map(limit => ({ limit, entries: [] }));
  }

  /** From when on the call may be made, as things are; infinite where another one has to end first. */
  freeAtMs(call: LimitedCall, nowMs: number, share = 1): number {
    return this.applyingTo(call).reduce(
      (at, budget) => Math.max(at, freeAtMs(budget, call, nowMs, share)),
      nowMs,
    );
  }

  admit(call: LimitedCall): Admitted {
    const admitted: Admitted = { arrivedByMs: Number.POSITIVE_INFINITY, underWay: true };
    for (const { entries } of this.applyingTo(call)) entries.push(admitted);
    return admitted;
  }

  /** The call was never made, and counts no more. */
  withdraw(admitted: Admitted): void {
    admitted.arrivedByMs = Number.NEGATIVE_INFINITY;
    admitted.underWay = false;
  }

  private applyingTo({ operation }: LimitedCall): readonly Budget[] {
    return this.budgets.filter(
      ({ limit }) => !('requests' in limit) || (limit.operation ?? operation) === operation,
    );
  }
}

/** The request leaves now. */
export const begin = (admitted: Admitted, nowMs: number): void => {
  admitted.arrivedByMs = nowMs + ARRIVAL_WITHIN_MS;
};

/** Nothing more comes of it: an answer proves that it has arrived. */
export const end = (admitted: Admitted, nowMs: number): void => {
  admitted.arrivedByMs = Math.min(admitted.arrivedByMs, nowMs);
  admitted.underWay = false;
};

const freeAtMs = (budget: Budget, { priority }: LimitedCall, nowMs: number, share: number): number => {
  const { limit } = budget;
  const counts = ({ arrivedByMs, underWay }: Admitted): boolean =>
    'concurrent' in limit ? underWay : arrivedByMs + limit.perMs > nowMs;
  budget.entries = budget.entries.filter(counts);
  const allowed = allowedOf('concurrent' in limit ? limit.concurrent : limit.requests, priority, share);
  const surplus = budget.entries.length - allowed;
  if (surplus < 0) return nowMs;
  if ('concurrent' in limit) return Number.POSITIVE_INFINITY;
  const leavesAt = budget.entries.map(({ arrivedByMs }) => arrivedByMs + limit.perMs).sort((a, b) => a - b);
  return leavesAt[surplus] ?? Number.POSITIVE_INFINITY;
};
