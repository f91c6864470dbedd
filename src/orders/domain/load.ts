import type { Load, OrderLine } from './order.events.js';
import type { Dimension } from './order.rejections.js';
import type { LoadSum } from './service-day.js';

export const DIMENSIONS: readonly Dimension[] = ['orders', 'items', 'amount', 'prepSeconds'];

export const NOTHING: LoadSum = { orders: 0, items: 0, amount: 0, prepSeconds: 0 };

export const plus = (a: LoadSum, b: LoadSum): LoadSum => ({
  orders: a.orders + b.orders,
  items: a.items + b.items,
  amount: a.amount + b.amount,
  prepSeconds: a.prepSeconds + b.prepSeconds,
});

export const minus = (a: LoadSum, b: LoadSum): LoadSum => ({
  orders: a.orders - b.orders,
  items: a.items - b.items,
  amount: a.amount - b.amount,
  prepSeconds: a.prepSeconds - b.prepSeconds,
});

/** What these lines take from a slot: computed here, whatever the client says. */
export const loadOf = (lines: readonly OrderLine[]): Load => ({
  orders: 1,
  items: sum(lines, line => line.quantity),
  amount: sum(lines, line => line.quantity * line.unitPrice),
  prepSeconds: sum(lines, line => line.quantity * line.prepSeconds),
});

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
