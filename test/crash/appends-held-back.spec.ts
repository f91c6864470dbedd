import { startNode } from '../e2e/nodes.js';
import { FaultProxy, type Connection } from '../equipment/fault-proxy.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, freshDatabase, held, openedStore, type Held } from '../http/house.js';
import { DATE, holdBody, LUNCH } from '../http/requests.js';

afterAll(closeHouses);

/** A guest asks for a place, and the append of it is held back on its way to PostgreSQL until the server is killed. */
const askedInVain = async (path: string) => {
  const { url, sql } = await freshDatabase();
  const proxy = await FaultProxy.before(url);
  const node = await startNode(proxy.url, { path });
  const storeId = await openedStore(node);
  const first = await held(node, storeId, LUNCH);

  let line: Connection | undefined;
  proxy.atRequest('log_append', connection => {
    connection.treat('requests', 'stall');
    line = connection;
  });
  const answer = node.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody()).catch(() => undefined);
  await waitFor(() => line, { what: 'the append to be held back' });
  const killed = async () => {
    await node.program.kill();
    const { rows } = await sql.query<{ order_id: string }>(
      `select data->>'orderId' as order_id from log_event where type = 'TimeslotHeld' order by position`,
    );
    return rows.map(({ order_id }) => order_id);
  };
  return { first: first.orderId, answer, killed };
};

describe('A place whose append never reached the disk', () => {
  it('was promised to nobody', async () => {
    const { first, answer, killed } = await askedInVain('src/main');
    expect(await killed()).toEqual([first]);
    expect(await answer).toBeUndefined();
  });

  it('would have been promised, and is forgotten, where a server answers before the disk does', async () => {
    const { first, answer, killed } = await askedInVain('test/programs/server-answering-early');
    const promised = await answer;
    expect(promised?.status).toBe(201);
    expect(promised?.body.orderId).not.toBe(first);
    expect(await killed()).toEqual([first]);
  });
});
