import type { OrderEvent } from '../../orders/index.js';

/** What has to be known of an order to tell of it. */
export interface OrderTold {
  readonly orderId: string;
  readonly slot: string;
  readonly principal: string;
  readonly paymentRef: string;
  readonly total: number;
}

/** One store on one business date, as far as its webhooks need to know it. */
export interface DayTold {
  /** Revision of the newest event that was folded; -1 before any. */
  revision: bigint;
  currency: string;
  closed: boolean;
  readonly orders: Map<string, OrderTold>;
}

export const untoldDay = (): DayTold => ({ revision: -1n, currency: '', closed: false, orders: new Map() });

/** Folds one event; `actor` is who asked for it. */
export const hearOf = (day: DayTold, { type, data }: OrderEvent, actor: string): void => {
  if (type === 'ServiceDayOpened') day.currency = data.currency;
  if (type === 'ServiceDayClosed') day.closed = true;
  if (type === 'OrderMoved') move(day, data.orderId, data.to);
  if (type !== 'OrderConfirmed') return;
  const { orderId, slot, paymentRef, total } = data;
  day.orders.set(orderId, { orderId, slot, paymentRef, total, principal: actor });
};

const move = ({ orders }: DayTold, orderId: string, slot: string): void => {
  const order = orders.get(orderId);
  if (order !== undefined) orders.set(orderId, { ...order, slot });
};
