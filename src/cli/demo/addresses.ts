import type { RunningSystem } from '../system/index.js';
import type { DemoClock } from './demo-clock.js';
import type { Store } from './public-api.js';

const TITLE_WIDTH = 26;

/** What there is to open in a browser, one address a line. */
export const addressesOf = (
  { serverUrl, posAdminUrl }: RunningSystem,
  clock: DemoClock,
  store: Store | undefined,
): readonly string[] => {
  const addresses: (readonly [title: string, address: string])[] = [['API docs', `${serverUrl}/docs`]];
  if (store !== undefined) {
    const [, today] = clock.datesIn(store.zone);
    const day = `${serverUrl}/stores/${store.storeId}/days/${today}`;
    addresses.push(['What a store can promise', `${day}/availability`], ['Its order board', `${day}/orders`]);
  }
  addresses.push(
    ['Orders needing a person', `${serverUrl}/ops/orders/needing-a-person`],
    ['Health', `${serverUrl}/health/ready`],
    ['Metrics', `${serverUrl}/metrics`],
    ["The kitchen's ledger", `${posAdminUrl}/admin/ledger`],
  );
  return addresses.map(([title, address]) => `  ${title.padEnd(TITLE_WIDTH)}${address}`);
};
