import { oneOf, seeded, wholeBetween } from './seeded.js';
import type { DayOfOrders, TakeawayLine, TakeawayOrder } from './takeaway-order.js';

const ORDERS_LEAST = 15;
const ORDERS_MOST = 40;
const LINES_MOST = 8;
const PORTIONS_MOST = 3;
/** A third of the guests order for lunch, the others for the evening; minutes since midnight. */
const LUNCH_SHARE = 1 / 3;
const LUNCH = { peakMinute: 12 * 60 + 30, spreadMinutes: 90 };
const EVENING = { peakMinute: 19 * 60, spreadMinutes: 180 };

const MENU = [
  { name: 'Soup of the Day', unitPrice: 495 },
  { name: 'Plain Rice', unitPrice: 250 },
  { name: 'Flat Bread', unitPrice: 195 },
  { name: 'Vegetable Stew', unitPrice: 795 },
  { name: 'Roast Chicken', unitPrice: 1_095 },
  { name: 'Grilled Fish', unitPrice: 1_295 },
  { name: 'Green Salad', unitPrice: 395 },
  { name: 'Lemonade', unitPrice: 220 },
] as const;

/** Demand for when there is no history at hand: days with a lunch and an evening peak. One seed makes one demand. */
export const madeUpDays = (count: number, seed: number): readonly DayOfOrders[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => madeUpDay(`made-up-${index + 1}`, random));
};

const madeUpDay = (date: string, random: () => number): DayOfOrders => {
  const orders = Array.from({ length: wholeBetween(ORDERS_LEAST, ORDERS_MOST, random) }, (_, index) =>
    madeUpOrder(`${date}-${index + 1}`, date, random),
  );
  return { date, orders: orders.sort((a, b) => a.minute - b.minute) };
};

const madeUpOrder = (number: string, businessDate: string, random: () => number): TakeawayOrder => ({
  number,
  businessDate,
  minute: minuteAround(random() < LUNCH_SHARE ? LUNCH : EVENING, random),
  lines: Array.from({ length: wholeBetween(1, LINES_MOST, random) }, () => madeUpLine(random)),
});

const madeUpLine = (random: () => number): TakeawayLine => ({
  ...oneOf(MENU, random),
  quantity: wholeBetween(1, PORTIONS_MOST, random),
});

/** The mean of three even draws: a bell that never reaches further than its spread. */
const minuteAround = (
  { peakMinute, spreadMinutes }: { readonly peakMinute: number; readonly spreadMinutes: number },
  random: () => number,
): number => Math.round(peakMinute + ((random() + random() + random()) / 3 - 0.5) * 2 * spreadMinutes);
