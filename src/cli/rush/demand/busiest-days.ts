import type { DayOfOrders, TakeawayOrder } from './takeaway-order.js';

/** The days with the most orders, the busiest first; of two equal ones the earlier. */
export const busiestDays = (orders: readonly TakeawayOrder[], count: number): readonly DayOfOrders[] => {
  const byDate = new Map<string, TakeawayOrder[]>();
  for (const order of orders) {
    const day = byDate.get(order.businessDate);
    if (day === undefined) byDate.set(order.businessDate, [order]);
    else day.push(order);
  }
  return [...byDate]
    .map(([date, ofDay]) => ({ date, orders: ofDay.sort((a, b) => a.minute - b.minute) }))
    .sort((a, b) => b.orders.length - a.orders.length || (a.date < b.date ? -1 : 1))
    .slice(0, count);
};
