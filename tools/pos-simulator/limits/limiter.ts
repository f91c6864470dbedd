import type { Behaviour, Limit, Operation } from '../profiles/behaviour.js';

/** One request, as far as limits are concerned. */
export interface Counted {
  readonly account: string;
  readonly location: string;
  readonly operation: Operation;
}

/** A limit that a request would have broken, and when it is worth another try. */
export interface Violation {
  readonly limit: Limit;
  readonly retryAfterMs: number;
}

type Admission = { readonly release: () => void } | { readonly violation: Violation };

/** How soon a client may expect one of several requests at once to have ended. */
const ONE_ENDS_WITHIN_MS = 1_000;

/**
 * Counts what it lets through, in sliding windows of monotonic time. A request that breaks one limit counts for none,
 * so that a client that waits as long as it is told is let in.
 */
export class Limiter {
  private readonly admittedMs = new Map<string, number[]>();
  private readonly underWay = new Map<string, number>();
  private readonly violationsMs = new Map<string, number[]>();

  /** Lets a request through and answers what to call when it has ended, or says which limit it breaks. */
  admit(request: Counted, { limits }: Behaviour, nowMs: number): Admission {
    const applying = limits.filter(limit => appliesTo(limit, request));
    const violations = applying.flatMap(limit => this.violationOf(limit, request, nowMs));
    const worst = violations.sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
    if (worst !== undefined) return { violation: worst };
    return { release: this.count(applying, request, nowMs) };
  }

  /** Notes a violation and answers whether it was one too many. */
  isOneTooMany(account: string, { suspendsAfter }: Behaviour, nowMs: number): boolean {
    if (suspendsAfter === null) return false;
    const { violations, withinMs } = suspendsAfter;
    const recent = [...(this.violationsMs.get(account) ?? []), nowMs].filter(atMs => atMs > nowMs - withinMs);
    const isTooMany = recent.length >= violations;
    this.violationsMs.set(account, isTooMany ? [] : recent);
    return isTooMany;
  }

  private violationOf(limit: Limit, request: Counted, nowMs: number): readonly Violation[] {
    const name = nameOf(limit, request);
    if ('concurrent' in limit) {
      const isFull = (this.underWay.get(name) ?? 0) >= limit.concurrent;
      return isFull ? [{ limit, retryAfterMs: ONE_ENDS_WITHIN_MS }] : [];
    }
    const inWindow = (this.admittedMs.get(name) ?? []).filter(atMs => atMs > nowMs - limit.perMs);
    this.admittedMs.set(name, inWindow);
    const oldest = inWindow[inWindow.length - limit.requests];
    return oldest === undefined ? [] : [{ limit, retryAfterMs: oldest + limit.perMs - nowMs }];
  }

  private count(limits: readonly Limit[], request: Counted, nowMs: number): () => void {
    const names = limits.map(limit => ({
      isConcurrent: 'concurrent' in limit,
      name: nameOf(limit, request),
    }));
    for (const { name, isConcurrent } of names) {
      if (isConcurrent) this.underWay.set(name, (this.underWay.get(name) ?? 0) + 1);
      else this.admittedMs.get(name)?.push(nowMs);
    }
    return () => {
      for (const { name, isConcurrent } of names) {
        if (isConcurrent) this.underWay.set(name, (this.underWay.get(name) ?? 1) - 1);
      }
    };
  }
}

const appliesTo = (limit: Limit, { operation }: Counted): boolean =>
  'concurrent' in limit || (limit.operation ?? operation) === operation;

const nameOf = (limit: Limit, { account, location }: Counted): string =>
  `${account} ${limit.scope === 'location' ? location : ''} ${JSON.stringify(limit)}`;
