import fc from 'fast-check';
import {
  ARRIVAL_WITHIN_MS,
  begin,
  end,
  Limiter,
  type Admitted,
} from '../../../src/pos-gateway/traffic/domain/limiter.js';
import { allowedOf, PRIORITIES, RESERVE_SHARE } from '../../../src/pos-gateway/traffic/domain/priorities.js';
import type { PosLimit } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import { counterexampleOf, holds } from '../../specification/property.js';

interface Called {
  readonly gapMs: number;
  /** How long its request travels, and its answer after that. */
  readonly travelMs: number;
  readonly answerMs: number;
  readonly priority: (typeof PRIORITIES)[number];
}

const calls = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 300 }),
    travelMs: fc.integer({ min: 0, max: ARRIVAL_WITHIN_MS }),
    answerMs: fc.integer({ min: 0, max: 900 }),
    priority: fc.constantFrom(...PRIORITIES),
  }),
  { maxLength: 60 },
);
const limits = fc
  .tuple(
    fc.record({ requests: fc.integer({ min: 1, max: 6 }), perMs: fc.integer({ min: 50, max: 900 }) }),
    fc.record({ requests: fc.integer({ min: 4, max: 12 }), perMs: fc.integer({ min: 900, max: 5_000 }) }),
    fc.integer({ min: 1, max: 5 }),
  )
  .map(([short, long, concurrent]): readonly PosLimit[] => [
    { scope: 'account', ...short },
    { scope: 'account', ...long },
    { scope: 'account', concurrent },
  ]);

interface Trip {
  readonly receivedMs: number;
  readonly answeredMs: number;
}

/** When the POS has each call, every call being made as soon as the limiter lets it; `forget` may break its memory. */
const driven = (
  asked: readonly Called[],
  given: readonly PosLimit[],
  forget: (admitted: Admitted, nowMs: number) => void = () => undefined,
): readonly Trip[] => {
  const limiter = new Limiter(given);
  const trips: Trip[] = [];
  let underWay: { atMs: number; admitted: Admitted }[] = [];
  let nowMs = 0;
  const goTo = (ms: number) => {
    nowMs = ms;
    for (const { atMs, admitted } of underWay) if (atMs <= nowMs) end(admitted, atMs);
    underWay = underWay.filter(({ atMs }) => atMs > nowMs);
  };
  for (const { gapMs, travelMs, answerMs, priority } of asked) {
    const call = { operation: 'deliver', priority } as const;
    goTo(nowMs + gapMs);
    for (let freeMs = limiter.freeAtMs(call, nowMs); freeMs > nowMs; freeMs = limiter.freeAtMs(call, nowMs)) {
      goTo(Math.min(freeMs, ...underWay.map(({ atMs }) => atMs)));
    }
    const admitted = limiter.admit(call);
    begin(admitted, nowMs);
    forget(admitted, nowMs);
    const receivedMs = nowMs + travelMs;
    underWay.push({ atMs: receivedMs + answerMs, admitted });
    trips.push({ receivedMs, answeredMs: receivedMs + answerMs });
  }
  return trips;
};

/** The most requests in any window, each of which ends with a request, as a POS counts them. */
const fullest = (trips: readonly Trip[], perMs: number): number =>
  Math.max(
    0,
    ...trips.map(
      ({ receivedMs }) =>
        trips.filter(other => other.receivedMs <= receivedMs && other.receivedMs > receivedMs - perMs).length,
    ),
  );

const mostAtOnce = (trips: readonly Trip[]): number =>
  Math.max(
    0,
    ...trips.map(
      ({ receivedMs: at }) => trips.filter(each => each.receivedMs <= at && each.answeredMs > at).length,
    ),
  );

const keeps = (trips: readonly Trip[], given: readonly PosLimit[]): boolean =>
  given.every(limit =>
    'concurrent' in limit
      ? mostAtOnce(trips) <= limit.concurrent
      : fullest(trips, limit.perMs) <= limit.requests,
  );

describe('However calls come and however long each of them travels', () => {
  it('no window at the POS holds more than its limit, of several limits at once', () => {
    holds(
      300,
      fc.property(calls, limits, (asked, given) => keeps(driven(asked, given), given)),
    );
  });

  it('one does where a call counts from when it was sent instead of when it had surely arrived', () => {
    const fromSending = fc.property(calls, limits, (asked, given) =>
      keeps(
        driven(asked, given, (admitted, nowMs) => {
          admitted.arrivedByMs = nowMs;
        }),
        given,
      ),
    );
    expect(counterexampleOf(300, fromSending)).toBeDefined();
  });

  it('every call has its turn in the end', () => {
    holds(
      100,
      fc.property(calls, limits, (asked, given) => driven(asked, given).length === asked.length),
    );
  });
});

describe('What is kept for deliveries', () => {
  const limit = (requests: number): readonly PosLimit[] => [{ scope: 'account', requests, perMs: 1_000 }];
  /** How many deliveries go at once behind as many other calls as go at once. */
  const deliveriesBehindAFlood = (requests: number, flood: 'deliver' | 'settle' | 'backfill'): number => {
    const limiter = new Limiter(limit(requests));
    const goneAtOnce = (priority: typeof flood): number => {
      let gone = 0;
      for (; limiter.freeAtMs({ operation: 'find', priority }, 0) <= 0; gone += 1) {
        begin(limiter.admit({ operation: 'find', priority }), 0);
      }
      return gone;
    };
    goneAtOnce(flood);
    return goneAtOnce('deliver');
  };

  it('is a share of every limit, which a flood of anything else cannot take', () => {
    holds(
      50,
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.constantFrom('settle' as const, 'backfill' as const),
        (requests, flood) => deliveriesBehindAFlood(requests, flood) >= Math.floor(requests * RESERVE_SHARE),
      ),
    );
    expect(deliveriesBehindAFlood(20, 'settle')).toBe(5);
  });

  it('would be nothing if others were let in like deliveries', () => {
    expect(deliveriesBehindAFlood(20, 'deliver')).toBe(0);
  });

  it('never leaves the others nothing, and grows and shrinks with the share of the rate', () => {
    expect(PRIORITIES.map(priority => allowedOf(1, priority, 1))).toEqual([1, 1, 1, 1, 1]);
    expect(allowedOf(20, 'deliver', 0.1)).toBe(2);
    expect(allowedOf(20, 'feed', 0.1)).toBe(1);
    expect(allowedOf(20, 'feed', 1)).toBe(15);
  });
});
