import fc from 'fast-check';
import {
  afterCall,
  afterWord,
  atTime,
  LIMITED_ROUNDS_MAX,
  OPEN,
  opensAtMs,
  PROBE_EVERY_MS,
  RAMP_FROM_SHARE,
  RAMP_MS,
  shareAt,
  type AccountCondition,
} from '../../../src/pos-gateway/traffic/domain/account-condition.js';
import {
  afterNoProbe,
  afterProbe,
  afterResult,
  CLOSED,
  FAILURES_MAX,
  OPEN_FIRST_MS,
  OPEN_LONGEST_MS,
  passageAt,
  type Breaker,
} from '../../../src/pos-gateway/traffic/domain/breaker.js';
import { pauseMs } from '../../../src/pos-gateway/traffic/domain/back-off.js';
import {
  BACK_OFF_LONGEST_MS,
  defaultBackOffMs,
  retryAfterMs,
  RETRY_AFTER_LONGEST_MS,
} from '../../../src/pos-gateway/traffic/domain/retry-after.js';
import { holds } from '../../specification/property.js';

const OUR_MS = Date.parse('2031-05-14T12:00:00.000Z');

describe('What a POS says in Retry-After', () => {
  it.each([
    ['seconds', '7', undefined, 7_000],
    ['seconds with a fraction', '1.5', undefined, 1_500],
    [
      'a date, its own clock being ten minutes off',
      'Wed, 14 May 2031 12:10:05 GMT',
      'Wed, 14 May 2031 12:10:00 GMT',
      5_000,
    ],
    ['a date without a clock', 'Wed, 14 May 2031 12:00:09 GMT', undefined, 9_000],
    ['a date beside a clock that is none', 'Wed, 14 May 2031 12:00:09 GMT', 'noon', 9_000],
    ['an absurd number', '86400000', undefined, RETRY_AFTER_LONGEST_MS],
    ['an absurd date', 'Wed, 14 May 2099 12:00:00 GMT', undefined, RETRY_AFTER_LONGEST_MS],
    ['a date that has passed', 'Wed, 14 May 2031 11:00:00 GMT', undefined, undefined],
    ['nothing', undefined, 'Wed, 14 May 2031 12:00:00 GMT', undefined],
    ['zero', '0', undefined, undefined],
    ['less than nothing', '-5', undefined, undefined],
    ['a word', 'soon', undefined, undefined],
    ['no text', '', undefined, undefined],
  ])('is understood where it is %s', (_, retryAfter, date, expected) => {
    expect(retryAfterMs({ retryAfter, date }, OUR_MS)).toBe(expected);
  });

  it('is a number between nothing and the longest, whatever it is', () => {
    holds(
      500,
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (retryAfter, date) => {
        const ms = retryAfterMs({ retryAfter, date }, OUR_MS);
        return ms === undefined || (ms > 0 && ms <= RETRY_AFTER_LONGEST_MS);
      }),
    );
  });

  it('is made up for where it is missing: longer every time, never nothing, and spread', () => {
    expect([1, 2, 3].map(round => defaultBackOffMs(round, 0))).toEqual([500, 1_000, 2_000]);
    expect(defaultBackOffMs(1, 0.5)).toBe(750);
    expect(defaultBackOffMs(40, 0.999)).toBeLessThanOrEqual(BACK_OFF_LONGEST_MS);
  });
});

const denied = { kind: 'denied', status: 403 } as const;
const served = { kind: 'served' } as const;
const limited = (ms: number) => ({ kind: 'limited', pauseMs: ms }) as const;

describe('An account', () => {
  it('is silent as long as it was told to, and not shortened by an earlier call that is told less', () => {
    const paused = afterWord(OPEN, limited(5_000), { begunMs: 0, nowMs: 10 });
    expect(opensAtMs(paused)).toBe(5_010);
    const again = afterWord(paused, limited(100), { begunMs: 0, nowMs: 20 });
    expect(opensAtMs(again)).toBe(5_010);
    expect(opensAtMs(afterWord(again, served, { begunMs: 0, nowMs: 30 }))).toBe(5_010);
    expect(atTime(again, 5_009).kind).toBe('paused');
    expect(atTime(again, 5_010).kind).toBe('open');
  });

  const limitedRounds = (
    rounds: number,
    between: (at: AccountCondition, nowMs: number) => AccountCondition,
  ) =>
    Array.from({ length: rounds }, (_, round) => round * 10_000).reduce<AccountCondition>(
      (condition, nowMs) =>
        between(
          afterWord(atTime(condition, nowMs), limited(1_000), { begunMs: nowMs - 5, nowMs }),
          nowMs + 2_000,
        ),
      OPEN,
    );

  it('that is limited again and again counts as suspended; calls that were under way together count once', () => {
    const twice = (condition: AccountCondition, nowMs: number) =>
      afterWord(condition, limited(1_000), { begunMs: nowMs - 2_005, nowMs: nowMs - 2_000 });
    expect(limitedRounds(LIMITED_ROUNDS_MAX - 1, twice).kind).toBe('paused');
    expect(limitedRounds(LIMITED_ROUNDS_MAX, twice).kind).toBe('suspended');
  });

  it('that serves in between does not', () => {
    const servedThen = (condition: AccountCondition, nowMs: number) =>
      afterWord(atTime(condition, nowMs), served, { begunMs: nowMs - 1, nowMs });
    expect(limitedRounds(3 * LIMITED_ROUNDS_MAX, servedThen).kind).toBe('open');
  });

  it('that is suspended is only probed, an interval apart', () => {
    const stopped = afterWord(OPEN, denied, { begunMs: 0, nowMs: 100 });
    expect(stopped).toMatchObject({ kind: 'suspended', why: 'the POS answered 403' });
    expect(opensAtMs(stopped)).toBe(100 + PROBE_EVERY_MS);
    const probed = afterCall(stopped, 100 + PROBE_EVERY_MS);
    expect(opensAtMs(probed)).toBe(100 + 2 * PROBE_EVERY_MS);
    const still = afterWord(probed, denied, { begunMs: 100 + PROBE_EVERY_MS, nowMs: 200 + PROBE_EVERY_MS });
    expect(still).toEqual(probed);
  });

  it('is not resumed by a call that was under way when it was suspended', () => {
    const stopped = afterWord(OPEN, denied, { begunMs: 50, nowMs: 100 });
    expect(afterWord(stopped, served, { begunMs: 60, nowMs: 110 })).toBe(stopped);
  });

  it('is resumed by its probe, from a share of the rate to the whole', () => {
    const stopped = afterWord(OPEN, denied, { begunMs: 0, nowMs: 0 });
    const resumed = afterWord(stopped, served, { begunMs: 60_000, nowMs: 60_100 });
    expect(shareAt(resumed, 60_100)).toBeCloseTo(RAMP_FROM_SHARE);
    expect(shareAt(resumed, 60_100 + RAMP_MS / 2)).toBeCloseTo((1 + RAMP_FROM_SHARE) / 2);
    expect(shareAt(resumed, 60_100 + RAMP_MS)).toBe(1);
    const paused = afterWord(resumed, limited(1_000), { begunMs: 60_200, nowMs: 60_300 });
    expect(shareAt(atTime(paused, 61_300), 61_300)).toBeCloseTo(RAMP_FROM_SHARE);
  });
});

describe('The breaker of a store', () => {
  const failing = (times: number, breaker: Breaker = CLOSED): Breaker =>
    Array.from({ length: times }, (_, at) => at).reduce(
      (before, at) => afterResult(before, 'failed', { begunMs: at, nowMs: at }),
      breaker,
    );
  const at = (ms: number) => ({ begunMs: ms, nowMs: ms });

  it('stays closed as long as some calls are answered', () => {
    const nearly = failing(FAILURES_MAX - 1);
    expect(passageAt(nearly, 10)).toBe('pass');
    expect(failing(FAILURES_MAX - 1, afterResult(nearly, 'answered', at(9))).kind).toBe('closed');
  });

  it('opens after too many in a row, and lets one through after a while, and only one', () => {
    const open = failing(FAILURES_MAX);
    const untilMs = FAILURES_MAX - 1 + OPEN_FIRST_MS;
    expect(passageAt(open, untilMs - 1)).toBe('refuse');
    expect(passageAt(open, untilMs)).toBe('probe');
    const probing = afterProbe(open, untilMs);
    expect(passageAt(probing, untilMs + 60_000)).toBe('refuse');
    expect(afterResult(probing, 'answered', at(untilMs + 1))).toBe(CLOSED);
    expect(passageAt(afterNoProbe(probing, untilMs + 1), untilMs + 1)).toBe('probe');
  });

  it('hears nothing of calls from before it was tried again', () => {
    const probing = afterProbe(failing(FAILURES_MAX), 5_000);
    expect(afterResult(probing, 'answered', { begunMs: 3, nowMs: 5_001 })).toBe(probing);
  });

  it('stays open longer each time, up to a longest', () => {
    let breaker = failing(FAILURES_MAX);
    const openFor: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      if (breaker.kind !== 'open') throw new Error(breaker.kind);
      openFor.push(breaker.untilMs - breaker.sinceMs);
      breaker = afterResult(afterProbe(breaker, breaker.untilMs), 'failed', at(breaker.untilMs));
    }
    expect(openFor.slice(0, 3)).toEqual([OPEN_FIRST_MS, 2 * OPEN_FIRST_MS, 4 * OPEN_FIRST_MS]);
    expect(openFor.at(-1)).toBe(OPEN_LONGEST_MS);
  });
});

describe('The pause before an order is tried again', () => {
  const after = (tries: number, drawn: number, untilDeadlineMs = Number.MAX_SAFE_INTEGER) =>
    pauseMs('not-sent', { tries, drawn, untilDeadlineMs });

  it('is 3 s ± 20 % three times, and then drawn from a range that grows', () => {
    expect([1, 2, 3].flatMap(tries => [after(tries, 0), after(tries, 0.5)])).toEqual([
      2_400, 3_000, 2_400, 3_000, 2_400, 3_000,
    ]);
    expect([after(4, 0), after(4, 0.5), after(5, 0.5), after(20, 0.5)]).toEqual([
      3_000, 16_500, 31_500, 31_500,
    ]);
  });

  it('never reaches beyond the deadline of the order', () => {
    holds(
      200,
      fc.property(
        fc.constantFrom('not-sent' as const, 'undecided' as const),
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1_000, max: 100_000 }),
        (result, tries, drawn, untilDeadlineMs) =>
          pauseMs(result, { tries, drawn, untilDeadlineMs }) <= untilDeadlineMs,
      ),
    );
  });
});
