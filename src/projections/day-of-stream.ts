import { SERVICE_DAY_PREFIX, type OrderPlace } from '../orders/index.js';

/** The store and business date of a service day, as its stream is named. */
export const dayOfStream = (stream: string): OrderPlace => {
  const name = stream.slice(SERVICE_DAY_PREFIX.length);
  const end = name.lastIndexOf('_');
  return { storeId: name.slice(0, end), businessDate: name.slice(end + 1) };
};
