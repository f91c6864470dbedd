import { waitFor } from '../equipment/wait-for.js';
import { confirmed, historyOf, openedStore, openHouse, type HouseOptions } from '../http/house.js';
import { LUNCH } from '../http/requests.js';

/** A house with one confirmed order for lunch. */
export const houseWithOrder = async (options: HouseOptions = {}) => {
  const house = await openHouse(options);
  const storeId = await openedStore(house.server);
  const orderId = await confirmed(house.server, storeId, LUNCH);
  const history = () => historyOf(house.sql, orderId);
  /** Resolves once the log holds an event of this type about the order. */
  const recorded = (type: string) =>
    waitFor(async () => (await history()).includes(type), {
      what: `${type} of ${orderId}`,
      withinMs: 30_000,
    });
  /** The data of its newest event of this type, as text by name. */
  const detailOf = async (type: string): Promise<Readonly<Record<string, string>>> => {
    const { rows } = await house.sql.query<{ data: Readonly<Record<string, string>> }>(
      `select data from log_event where type = $1 and data->>'orderId' = $2 order by position desc limit 1`,
      [type, orderId],
    );
    return rows[0]?.data ?? {};
  };
  const cancel = () => house.server.post(`/orders/${orderId}/cancel`, { reason: 'rain' });
  return { ...house, ...house.simulator, storeId, orderId, history, recorded, detailOf, cancel };
};
