import fc from 'fast-check';
import { orderEvents, type OrderEvent } from '../../../src/orders/domain/order.events.js';
import type { OrderRejection } from '../../../src/orders/domain/order.rejections.js';
import { SEED } from '../../specification/property.js';
import { histories, played } from '../../specification/service-day-history.js';

/** Every refusal, and whether a day with slots has an occasion for it when all that comes is of its own store and near. */
const HAS_OCCASION = {
  DAY_UNOPENED: false,
  STORE_UNKNOWN: false,
  STORE_CLOSED: false,
  SLOT_TOO_FAR: false,
  SLOT_UNKNOWN: true,
  SLOT_PAST: true,
  SLOT_TOO_SOON: true,
  SLOT_FULL: true,
  HOLD_UNKNOWN: true,
  ORDER_UNKNOWN: true,
  ORDER_NOT_CONFIRMED: true,
  ORDER_ALREADY_CONFIRMED: true,
  ORDER_CANCELLED: true,
  ORDER_ALREADY_SENT: false,
  ORDER_ALREADY_COMPLETED: true,
  ORDER_INVALID: false,
  LOAD_EXCEEDS_HOLD: true,
  TOTAL_MISMATCH: true,
  TOO_LATE: true,
  DELIVERY_IN_FLIGHT: true,
  DELIVERY_NEEDS_A_PERSON: true,
  ALREADY_DELIVERED: true,
  CANCELLATION_REQUESTED: true,
  SLOT_ON_OTHER_DAY: false,
  STORE_PAUSED: false,
  DAY_CLOSED: false,
  DAY_CANNOT_CLOSE: false,
  HOLD_QUOTA_EXCEEDED: false,
  HOLD_EXPIRED: false,
  RENEWAL_LIMIT: false,
  STALE_OWNER: false,
  ACCOUNT_CHANGED: false,
  NOTHING_TO_RESEND: false,
  NOTHING_TO_VOID: false,
  VOID_IN_FLIGHT: false,
  ORDER_STILL_OWED: false,
} as const satisfies Record<OrderRejection['code'], boolean>;

/** Facts of which no random command speaks. */
const TOLD_ELSEWHERE: readonly OrderEvent['type'][] = [
  'ServiceDayTermsChanged',
  'DeliveryOwnershipTaken',
  'ServiceDayClosed',
  'HoldRenewed',
  'OrderMoved',
  'PersonalDataForgotten',
  'DeliveryResent',
  'RedeliveryOrdered',
  'DeliveryResolved',
  'VoidStarted',
  'OrderVoided',
  'VoidRefused',
  'VoidUnknown',
  'TicketReopened',
];

describe('the random histories that the properties are checked on', () => {
  const all = fc.sample(histories, { seed: SEED, numRuns: 300 }).map(history => played(history));
  const events = all.flatMap(({ recorded }) => recorded.map(({ event }) => event));

  it('contain every event of a service day', () => {
    const seen = new Set([...events.map(({ type }) => type), ...TOLD_ELSEWHERE]);
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
