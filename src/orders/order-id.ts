import { decodeBase32, encodeBase32 } from '../platform/ids/index.js';
import { storeIdOf, storeBitsOf } from '../stores/index.js';

const PREFIX = 'ord_';
const STORE_BYTES = 8;
const DATE_BYTES = 2;
export const ORDER_RANDOM_BYTES = 16;
const DAY_MS = 86_400_000;

/** Where an order lives: computed from its id, without a look-up. */
export interface OrderPlace {
  readonly storeId: string;
  readonly businessDate: string;
}

/** An order id: base32 of the store's 64 bits, the business date as days since 1970 (16 bits) and 128 random bits. */
export const orderIdOf = ({ storeId, businessDate }: OrderPlace, random: Uint8Array): string => {
  const store = storeBitsOf(storeId);
  if (store === undefined) throw new TypeError(`${storeId} is not a store id`);
  const days = Date.parse(`${businessDate}T00:00:00.000Z`) / DAY_MS;
  return PREFIX + encodeBase32(Uint8Array.from([...store, days >> 8, days & 0xff, ...random]));
};

/** The place of an order; undefined when the text is no order id. */
export const placeOfOrder = (orderId: string): OrderPlace | undefined => {
  if (!orderId.startsWith(PREFIX)) return undefined;
  const bytes = decodeBase32(orderId.slice(PREFIX.length), STORE_BYTES + DATE_BYTES + ORDER_RANDOM_BYTES);
  if (bytes === undefined) return undefined;
  const days = ((bytes[STORE_BYTES] ?? 0) << 8) | (bytes[STORE_BYTES + 1] ?? 0);
  return {
    storeId: storeIdOf(bytes.slice(0, STORE_BYTES)),
    businessDate: new Date(days * DAY_MS).toISOString().slice(0, 10),
  };
};
