import { SIMULATOR_CAPABILITIES } from '../../../src/pos-gateway/adapters/index.js';
import { isOpened } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { nextDeliveryStep } from '../../../src/pos-gateway/domain/delivery-policy.js';
import { resendUntilMs, type PosAtPlace } from '../../../src/pos-gateway/domain/settling-policy.js';
import { foldOf } from '../../specification/decider-specification.js';
import {
  after,
  before,
  cancellationRequested,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryStarted,
  deliveryUnknown,
  MORNING,
  orderConfirmed,
  slot,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';
import { CLAIMED_MS, MAX_CLOCK_SKEW_MS, nowAt, pos } from './poses.js';

const giveUp = before(slot(0), 5);
const tooLate = after(giveUp, 0, 1);

/** An attempt that was made at a POS of these capabilities, and of which nobody knows. */
const unknownAt = (there: PosAtPlace): readonly OrderEvent[] => {
  const untilMs = resendUntilMs(CLAIMED_MS, there, MAX_CLOCK_SKEW_MS);
  const { acceptedMeans } = there.capabilities;
  const claim = { ...deliveryStarted({ acceptedMeans }).data };
  delete claim.resendUntil;
  const resendUntil = untilMs === undefined ? {} : { resendUntil: new Date(untilMs).toISOString() };
  return [{ type: 'DeliveryStarted', data: { ...claim, ...resendUntil } }, deliveryUnknown()];
};

interface Case {
  readonly seconds: number;
  readonly more?: readonly OrderEvent[];
  readonly business?: string;
}

/** What is done about it: how it is settled, what a person is told, or nothing. */
const doneAt = (there: PosAtPlace, { seconds, more = [], business = MORNING }: Case): string => {
  const facts = [dayOpened(), timeslotHeld(), orderConfirmed(), ...unknownAt(there), ...more];
  const day = foldOf(serviceDayDecider, facts, MORNING);
  const order = day.orders.get('ord_1');
  if (!isOpened(day) || order === undefined || !('delivery' in order)) throw new Error('no order');
  const step = nextDeliveryStep(day, order, nowAt(business, seconds), () => there);
  if (step.kind === 'settle') return step.by;
  return step.kind === 'escalate' ? step.cause : step.kind;
};

const LATE = 100_000;
const calledOff = [cancellationRequested()];

describe('an attempt of unknown outcome', () => {
  const asked = 'look-up';
  // Real seconds after the claim: 1, 30, 299, 301; then past give-up, called off at 1 and late, and on a closed day.
  it.each([
    ['classic', [asked, asked, asked, asked], [asked, asked]],
    ['no-dedupe', ['wait', asked, asked, asked], ['wait', asked]],
    ['dedupe-300s', ['resend', 'resend', asked, asked], [asked, asked]],
    ['relay-then-webhook', [asked, asked, asked, asked], [asked, asked]],
    ['strict-limits', [asked, asked, asked, asked], [asked, asked]],
    ['square-like', ['wait', asked, asked, asked], ['wait', asked]],
  ] as const)('is settled in the way that its POS has: %s', (profile, inTime, whenCalledOff) => {
    const there = pos(SIMULATOR_CAPABILITIES[profile]);
    expect([1, 30, 299, 301].map(seconds => doneAt(there, { seconds }))).toEqual(inTime);
    expect(doneAt(there, { seconds: 1, business: tooLate })).toBe('gave-up');
    expect([1, LATE].map(seconds => doneAt(there, { seconds, more: calledOff }))).toEqual(whenCalledOff);
    expect(doneAt(there, { seconds: 1, more: [dayClosed()] })).toBe('none');
  });

  // Sent by 2, in the hands of the POS for 8 at most, on a clock that is 2 off, shown a lag of 5 later.
  it.each(['scan', 'none'] as const)('waits out the lag of a POS that is not simply asked: %s', lookup => {
    const there = pos({ lookup, visibilityLagMs: 5_000 });
    const afterwards = lookup === 'scan' ? 'look-up' : 'cannot-settle';
    expect([1, 16.999, 17, 17.001].map(seconds => doneAt(there, { seconds }))).toEqual([
      'wait',
      'wait',
      'wait',
      afterwards,
    ]);
  });

  it('that nothing can settle is told to a person once, and looked for no longer', () => {
    const there = pos({ lookup: 'none' });
    const told = deliveryEscalated({ cause: 'cannot-settle', outcomeOpen: true });
    expect(doneAt(there, { seconds: LATE })).toBe('cannot-settle');
    expect(doneAt(there, { seconds: LATE, more: [told] })).toBe('none');
    expect(doneAt(there, { seconds: LATE, more: [told, ...calledOff] })).toBe('none');
  });
});

describe('the window in which a POS recognises what it has', () => {
  const untilOf = (dedupeWindowMs: number | 'none' | 'unlimited' | 'unknown') => {
    const untilMs = resendUntilMs(CLAIMED_MS, pos({ dedupeWindowMs }), MAX_CLOCK_SKEW_MS);
    return untilMs === undefined ? undefined : untilMs - CLAIMED_MS;
  };

  it('leaves room for a whole call, on a clock that is off', () => {
    expect(untilOf(300_000)).toBe(290_000);
  });

  it('is none where no resend would surely be in it, nor where nobody knows it', () => {
    expect([untilOf(12_000), untilOf(11_999)]).toEqual([2_000, undefined]);
    expect([untilOf('none'), untilOf('unknown')]).toEqual([undefined, undefined]);
  });

  it('is used to its last millisecond, and no further', () => {
    const there = pos({ dedupeWindowMs: 300_000 });
    // What is claimed now is sent within 2 seconds.
    expect([288, 288.001].map(seconds => doneAt(there, { seconds }))).toEqual(['resend', 'look-up']);
  });

  it('without an end outlasts every order', () => {
    expect(doneAt(pos({ dedupeWindowMs: 'unlimited' }), { seconds: 12 * 3_600 })).toBe('resend');
  });

  it('is of no use once the store has gone to another account', () => {
    const moved = termsChanged({ posAccount: { account: 'till-2', location: 'station' } });
    const there = pos({ dedupeWindowMs: 300_000 });
    expect(doneAt(there, { seconds: 1 })).toBe('resend');
    expect(doneAt(there, { seconds: 1, more: [moved] })).toBe('look-up');
  });
});
