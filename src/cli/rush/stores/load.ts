import type { TakeawayLine } from '../demand/takeaway-order.js';

export const DIMENSIONS = ['orders', 'items', 'amount', 'prepSeconds'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What orders take from a slot, or what a slot can take. Amounts are minor units. */
export type Load = Readonly<Record<Dimension, number>>;

export const NO_LOAD: Load = { orders: 0, items: 0, amount: 0, prepSeconds: 0 };

/** A portion of what costs five pounds or more is cooked for two minutes of the kitchen's time; anything else is a side. */
const DISH_FROM_PENCE = 500;
const DISH_PREP_SECONDS = 120;
const SIDE_PREP_SECONDS = 20;

export const prepSecondsOf = ({ unitPrice }: Pick<TakeawayLine, 'unitPrice'>): number =>
  unitPrice >= DISH_FROM_PENCE ? DISH_PREP_SECONDS : SIDE_PREP_SECONDS;

/** An order line as the board shows it and as it is sent: with the seconds the kitchen needs for one portion. */
interface PricedLine {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly prepSeconds: number;
}

/** The load of one order, worked out here from its lines and not taken from the server. */
export const loadOfOrder = (lines: readonly PricedLine[]): Load =>
  lines.reduce<Load>(
    ({ orders, items, amount, prepSeconds }, line) => ({
      orders,
      items: items + line.quantity,
      amount: amount + line.quantity * line.unitPrice,
      prepSeconds: prepSeconds + line.quantity * line.prepSeconds,
    }),
    { ...NO_LOAD, orders: 1 },
  );

export const combine = (a: Load, b: Load, by: (a: number, b: number) => number): Load => ({
  orders: by(a.orders, b.orders),
  items: by(a.items, b.items),
  amount: by(a.amount, b.amount),
  prepSeconds: by(a.prepSeconds, b.prepSeconds),
});

export const plus = (a: Load, b: Load): Load => combine(a, b, (x, y) => x + y);
