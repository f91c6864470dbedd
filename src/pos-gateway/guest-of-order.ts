import type { ConfirmedOrder } from '../orders/index.js';
import { unseal, type OrderKey, type OrderKeys } from '../platform/sealing/index.js';

/** An order's key and what it opens. */
export interface GuestOfOrder {
  readonly key: OrderKey;
  readonly customer: unknown;
}

/** The guest's data; undefined where no key opens it, so that a lost key which was minted anew counts as lost. */
export const guestOfOrder = async (
  keys: OrderKeys,
  { orderId, customer }: ConfirmedOrder,
): Promise<GuestOfOrder | undefined> => {
  const key = await keys.find(orderId);
  if (key === undefined) return undefined;
  try {
    return { key, customer: unseal(key, customer) };
  } catch {
    return undefined;
  }
};
