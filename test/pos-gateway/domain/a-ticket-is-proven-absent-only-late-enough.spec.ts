import { absenceProvenFromMs } from '../../../src/pos-gateway/domain/settling-policy.js';
import { deliveryStarted } from '../../specification/service-day.js';

const sendBy = '2026-01-05T10:00:02.000Z';
const limits = { maxClockSkewMs: 2_000, requestTimeoutMs: 10_000, visibilityLagMs: 30_000 };

describe('that a look-up finds nothing proves that there is nothing', () => {
  const from = (changes: Partial<typeof limits> = {}, claim = deliveryStarted({ sendBy }).data) =>
    absenceProvenFromMs(claim, { ...limits, ...changes });

  it('only when the last byte may have left, on a clock that is off, has been taken, and is visible', () => {
    expect(new Date(from()).toISOString()).toBe('2026-01-05T10:00:44.000Z');
  });

  it.each(Object.keys(limits))('a millisecond later for every millisecond of %s', limit => {
    const value = limits[limit as keyof typeof limits];
    expect(from({ [limit]: value + 1 }) - from()).toBe(1);
  });

  it('not before the claim allowed it to be sent, whatever the limits', () => {
    expect(from({ maxClockSkewMs: 0, requestTimeoutMs: 0, visibilityLagMs: 0 })).toBe(Date.parse(sendBy));
  });

  it('in real time: the business deadline of the claim is not looked at', () => {
    expect(from({}, deliveryStarted({ sendBy, deadline: '2040-01-01T00:00:00.000Z' }).data)).toBe(from());
  });
});
