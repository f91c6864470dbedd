import { isOpened } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { ticketBody } from '../../../src/pos-gateway/domain/ticket-body.js';
import { foldOf } from '../../specification/decider-specification.js';
import {
  dayOpened,
  deliveryNotSent,
  deliveryStarted,
  line,
  MORNING,
  orderConfirmed,
  timeslotHeld,
} from '../../specification/service-day.js';

const guest = { name: 'Zoë', phone: '+44 20 7946 0000', notes: 'no onions' };
const lines = [line(), line({ sku: 'bread', name: 'Bread “Zürich”', quantity: 1, unitPrice: 250 })];
const order: readonly OrderEvent[] = [dayOpened(), timeslotHeld(), orderConfirmed({ lines, total: 1_150 })];

const bodyAfter = (facts: readonly OrderEvent[], customer: unknown = guest): string => {
  const day = foldOf(serviceDayDecider, facts, MORNING);
  const found = day.orders.get('ord_1');
  if (!isOpened(day) || found === undefined || !('delivery' in found)) throw new Error('no order');
  return ticketBody(day, found, customer);
};

describe('the body of a ticket', () => {
  it('is what the kitchen has to know, and the order’s id to find it by', () => {
    expect(JSON.parse(bodyAfter(order))).toEqual({
      reference: 'ord_1',
      pickupAt: '2031-06-02T12:00:00.000Z',
      customer: guest,
      lines: [
        { sku: 'soup', name: 'Soup of the day', quantity: 2, unitPrice: 450 },
        { sku: 'bread', name: 'Bread “Zürich”', quantity: 1, unitPrice: 250 },
      ],
      total: 1_150,
      currency: 'GBP',
    });
  });

  it('is the same bytes after a replay, and in every attempt', () => {
    const later = [...order, deliveryStarted(), deliveryNotSent(), deliveryStarted({ attempt: 2 })];
    expect(bodyAfter(order)).toBe(bodyAfter(structuredClone([...order])));
    expect(bodyAfter(later)).toBe(bodyAfter(order));
  });

  it('does not depend on the order in which a line was written down', () => {
    const reversed = lines.map(written =>
      Object.fromEntries(Object.entries(written).reverse()),
    ) as typeof lines;
    const again = [dayOpened(), timeslotHeld(), orderConfirmed({ lines: reversed, total: 1_150 })];
    expect(bodyAfter(again)).toBe(bodyAfter(order));
  });

  it('is another for another guest, and holds nothing of how the order is paid or sealed', () => {
    expect(bodyAfter(order, { name: 'Ann' })).not.toBe(bodyAfter(order));
    expect(bodyAfter(order)).not.toMatch(/pay_1|c2VhbGVk/);
  });
});
