import { waitFor } from '../../equipment/wait-for.js';
import { leads, startNode, type Node } from '../../e2e/nodes.js';
import {
  closeHouses,
  confirmed,
  freshDatabase,
  historyOf,
  openedStore,
  orderBecomes,
  timekeeper,
} from '../../http/house.js';
import { LUNCH, minutesFrom, START } from '../../http/requests.js';
import { startedSimulator } from '../../pos-simulator/controls.js';

afterEach(closeHouses);

const REREAD = /^rushline_feed_items_total\{item="repeated"\} [1-9]/m;
/** The kitchen acknowledges a minute after it has the ticket, and that is at the earliest then. */
const ACKNOWLEDGED_FROM = minutesFrom(LUNCH, -14);
const ACKNOWLEDGED_BY = minutesFrom(LUNCH, -13);

/** What the log tells of one order whose tracking server is killed at a failpoint, or at none. */
const logOfADay = async (failpoint?: string) => {
  const { url, sql } = await freshDatabase();
  const { posUrl, admin } = await startedSimulator();
  const watermark = async (): Promise<string> =>
    (await sql.query<{ watermark: string }>('select watermark from feed_cursor')).rows[0]?.watermark ?? '';
  const env = failpoint === undefined ? {} : { RUSHLINE_FAILPOINT: failpoint };
  const tellTime = async (node: Node, instant: string) => timekeeper(admin, node)(instant);
  let node: Node = await startNode(url, { posUrl, env });
  await waitFor(() => leads(node), { what: 'the node to lead' });
  await tellTime(node, START);
  const storeId = await openedStore(node);
  const orderId = await confirmed(node, storeId, LUNCH);
  await tellTime(node, minutesFrom(LUNCH, -15));
  await orderBecomes(node, orderId, 'sent');
  // The overlap would find the next change as well, and leave the cursor to the reading behind it.
  await waitFor(async () => REREAD.test((await node.get('/metrics')).text), { what: 'the overlap read' });
  await tellTime(node, ACKNOWLEDGED_BY);
  let cursorMoved: boolean | undefined;
  if (failpoint !== undefined) {
    expect(await node.program.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await historyOf(sql, orderId)).at(-1)).toBe('OrderAcknowledged');
    cursorMoved = (await watermark()) >= ACKNOWLEDGED_FROM;
    node = await startNode(url, { posUrl });
    await waitFor(() => leads(node), { what: 'the node to lead' });
  }
  await orderBecomes(node, orderId, 'acknowledged');
  for (const minutes of [-11, -1, 7]) await tellTime(node, minutesFrom(LUNCH, minutes));
  await orderBecomes(node, orderId, 'collected');
  const { rows: log } = await sql.query<{ type: string; version: string | null }>(
    `select type, data->>'version' as version from log_event where data->>'orderId' = $1 order by position`,
    [orderId],
  );
  return { log, cursorMoved };
};

describe('A server killed while it reads a feed', () => {
  it.each([
    ['tracking.after-effects', false],
    ['tracking.after-cursor', true],
  ])('leaves the log it would have left without that: %s', async (failpoint, cursorMoved) => {
    const killed = await logOfADay(failpoint);
    expect(killed.cursorMoved).toBe(cursorMoved);
    expect(killed.log).toEqual((await logOfADay()).log);
  });
});
