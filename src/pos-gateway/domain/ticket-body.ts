import type { ConfirmedOrder, OpenedDay } from '../../orders/index.js';

/** Grows with every change of what `ticketBody` makes, so that a claim says which rendering it froze. */
export const RENDERER_VERSION = 1;

/** The order as the kitchen reads it. The same order and guest always render to the same bytes. */
export const ticketBody = (day: OpenedDay, order: ConfirmedOrder, customer: unknown): string =>
  JSON.stringify({
    reference: order.orderId,
    pickupAt: order.slot,
    customer,
    lines: order.lines.map(({ sku, name, quantity, unitPrice }) => ({ sku, name, quantity, unitPrice })),
    total: order.total,
    currency: day.plan.currency,
  });
