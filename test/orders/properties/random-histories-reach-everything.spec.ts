import fc from 'fast-check';
import { orderEvents } from '../../../src/orders/domain/order.events.js';
import type { OrderRejection } from '../../../src/orders/domain/order.rejections.js';
import { SEED } from '../../specification/property.js';
import { histories, played } from '../../specification/service-day-history.js';

/** Every refusal, and whether the day itself has an occasion for it. */
const HAS_OCCASION = {
  DAY_UNOPENED: true,
  STORE_UNKNOWN: false,
  STORE_CLOSED: true,
  SLOT_TOO_FAR: true,
  SLOT_UNKNOWN: true,
  SLOT_PAST: true,
  SLOT_TOO_SOON: true,
  SLOT_FULL: true,
  HOLD_UNKNOWN: true,
  ORDER_UNKNOWN: true,
  ORDER_NOT_CONFIRMED: true,
  ORDER_ALREADY_CONFIRMED: true,
  ORDER_CANCELLED: true,
  ORDER_ALREADY_SENT: true,
  ORDER_ALREADY_COMPLETED: true,
  ORDER_INVALID: true,
  LOAD_EXCEEDS_HOLD: true,
  TOTAL_MISMATCH: true,
  TOO_LATE: true,
  DELIVERY_IN_FLIGHT: true,
  DELIVERY_NEEDS_A_PERSON: true,
  ALREADY_DELIVERED: true,
  CANCELLATION_REQUESTED: true,
  SLOT_ON_OTHER_DAY: true,
  STORE_PAUSED: true,
  DAY_CLOSED: true,
  DAY_CANNOT_CLOSE: true,
  HOLD_QUOTA_EXCEEDED: true,
  HOLD_EXPIRED: true,
  RENEWAL_LIMIT: true,
  STALE_OWNER: true,
  ACCOUNT_CHANGED: true,
  NOTHING_TO_RESEND: true,
  RESEND_UNSAFE: true,
  NOTHING_TO_VOID: true,
  TICKET_ELSEWHERE: true,
  VOID_IN_FLIGHT: true,
  ORDER_STILL_OWED: true,
} as const satisfies Record<OrderRejection['code'], boolean>;

describe('the random histories that the properties are checked on', () => {
  const all = fc.sample(histories, { seed: SEED, numRuns: 300 }).map(history => played(history));
  const events = all.flatMap(({ recorded }) => recorded.map(({ event }) => event));

  it('contain every event of a service day', () => {
    const seen = new Set(events.map(({ type }) => type));
    expect(orderEvents.map(({ type }) => type).filter(type => !seen.has(type))).toEqual([]);
  });

  it('contain every refusal they have an occasion for', () => {
    const decisions = all.flatMap(({ steps }) => steps.map(({ decision }) => decision));
    const seen = new Set(decisions.flatMap(made => (made.kind === 'rejected' ? [made.rejection.code] : [])));
    const expected = Object.entries(HAS_OCCASION).flatMap(([code, occasion]) => (occasion ? [code] : []));
    expect([...seen].sort()).toEqual(expected.sort());
  });

  it('contain late confirms and second tickets', () => {
    const late = events.filter(({ type, data }) => type === 'OrderConfirmed' && data.lateByMs !== undefined);
    const second = events.filter(
      ({ type, data }) => type === 'PosStatusNoted' && data.why === 'other-ticket',
    );
    expect(Math.min(late.length, second.length)).toBeGreaterThan(10);
  });
});
