import type { ConfirmedOrder, OpenedDay } from '../orders/index.js';
import { hmacUnder, type OrderKeys } from '../platform/sealing/index.js';
import { ticketBody } from './domain/ticket-body.js';
import { guestOfOrder } from './guest-of-order.js';

/** The bytes of an order, what proves later that they were these, and the guest they speak of. */
export interface RenderedOrder {
  readonly body: string;
  readonly hmac: string;
  readonly customer: unknown;
}

/** Undefined where the key is missing that opens the guest’s data. */
export const renderOrder = async (
  keys: OrderKeys,
  day: OpenedDay,
  order: ConfirmedOrder,
): Promise<RenderedOrder | undefined> => {
  const guest = await guestOfOrder(keys, order);
  if (guest === undefined) return undefined;
  const { key, customer } = guest;
  const body = ticketBody(day, order, customer);
  return { body, hmac: hmacUnder(key, body), customer };
};
