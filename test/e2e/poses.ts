import { waitFor } from '../equipment/wait-for.js';
import { confirmed, freshDatabase, historyOf, openedStore, timekeeper } from '../http/house.js';
import { LUNCH, START } from '../http/requests.js';
import { startedSimulator } from '../pos-simulator/controls.js';
import { startNode } from './nodes.js';

/** One account: how the POS behaves towards it, and what the server takes it for. */
export interface TriedAccount {
  readonly profile:
    'classic' | 'no-dedupe' | 'dedupe-300s' | 'relay-then-webhook' | 'strict-limits' | 'square-like';
  readonly behaves?: Readonly<Record<string, unknown>>;
  readonly believed?: Readonly<Record<string, unknown>>;
}

/**
 * A server as a process of its own, a POS, and at each of these accounts a store with one order for lunch. Where the
 * server is told nothing else, it takes an account for what it is.
 */
export const servedAccounts = async <Name extends string>(tried: Readonly<Record<Name, TriedAccount>>) => {
  const names = Object.keys(tried) as Name[];
  const { url, sql } = await freshDatabase();
  const accounts = Object.fromEntries(
    names.map(name => [name, { profile: tried[name].profile, parameters: tried[name].behaves ?? {} }]),
  );
  const simulator = await startedSimulator({ accounts });
  const usual = { adapter: 'simulator', endpoint: simulator.posUrl };
  const configured = names.map(account => {
    const { profile, behaves, believed } = tried[account];
    return { ...usual, account, profile, capabilities: { ...behaves, ...believed } };
  });
  const node = await startNode(url, {
    env: { POS_ACCOUNTS: JSON.stringify([{ ...usual, account: 'sim' }, ...configured]) },
  });
  const tellTime = timekeeper(simulator.admin, node);
  await tellTime(START);
  const orders = new Map<Name, string>();
  for (const account of names) {
    const storeId = await openedStore(node, { location: account });
    const posAccount = { posAccount: { account, location: account } };
    expect((await node.put(`/stores/${storeId}/pos-account`, posAccount)).status).toBe(200);
    orders.set(account, await confirmed(node, storeId, LUNCH));
  }
  const orderOf = (account: Name): string => orders.get(account) ?? '';
  const history = (account: Name) => historyOf(sql, orderOf(account));
  return {
    node,
    sql,
    tellTime,
    admin: simulator.admin,
    orderOf,
    history,
    /** Resolves once the log holds an event of this type about the order. */
    recorded: (account: Name, type: string) =>
      waitFor(async () => (await history(account)).includes(type), {
        what: `${type} of ${account}`,
        withinMs: 80_000,
      }),
    /** How many tickets a kitchen saw of the order. */
    tickets: async (account: Name): Promise<number> =>
      (await simulator.admin.tickets({ reference: orderOf(account) })).tickets.length,
    /** What was recorded under this type about the order, oldest first. */
    dataOf: async (account: Name, type: string): Promise<readonly Readonly<Record<string, string>>[]> => {
      const { rows } = await sql.query<{ data: Readonly<Record<string, string>> }>(
        `select data from log_event where type = $1 and data->>'orderId' = $2 order by position`,
        [type, orderOf(account)],
      );
      return rows.map(({ data }) => data);
    },
  };
};
