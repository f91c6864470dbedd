import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { waitFor } from '../equipment/wait-for.js';
import { leads, startNode } from '../e2e/nodes.js';
import {
  closeHouses,
  confirmed,
  freshDatabase,
  historyOf,
  openedStore,
  orderBecomes,
  timekeeper,
} from '../http/house.js';
import { LUNCH, minutesFrom, START } from '../http/requests.js';
import { startedSimulator } from '../pos-simulator/controls.js';

const TEN_MINUTES_MS = 600_000;

const lines: Server[] = [];

afterEach(async () => {
  await closeHouses();
  for (const line of lines.splice(0)) line.close();
});

/** A line to a POS that can swallow what is said to it. */
const lineTo = async (posUrl: string) => {
  let swallows = false;
  const line = createServer(client => {
    const pos = connect(Number(new URL(posUrl).port), '127.0.0.1');
    client.on('data', bytes => void (swallows || pos.write(bytes)));
    pos.pipe(client);
    for (const [one, other] of [
      [client, pos],
      [pos, client],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  lines.push(line);
  await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve));
  const { port } = line.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, swallow: (on: boolean) => void (swallows = on) };
};

type Strike = (pos: Awaited<ReturnType<typeof posOnALine>>) => unknown;

const posOnALine = async () => {
  const { posUrl, admin } = await startedSimulator();
  return { admin, line: await lineTo(posUrl) };
};

/** A server that claimed a void of which it hears nothing; `restart` kills it and starts it anew. */
const serverWithOpenVoid = async (strike: Strike) => {
  const { url, sql } = await freshDatabase();
  const pos = await posOnALine();
  const { admin, line } = pos;
  const node = await startNode(url, { posUrl: line.url });
  await waitFor(() => leads(node), { what: 'the node to lead' });
  const tellTime = timekeeper(admin, node);
  await tellTime(START);
  const storeId = await openedStore(node);
  const orderId = await confirmed(node, storeId, LUNCH);
  await tellTime(minutesFrom(LUNCH, -15));
  await orderBecomes(node, orderId, 'sent', 'acknowledged');
  await strike(pos);
  expect((await node.post(`/orders/${orderId}/cancel`, { reason: 'rain' })).status).toBe(200);
  const history = () => historyOf(sql, orderId);
  await waitFor(async () => (await history()).includes('VoidStarted'), { what: 'the claim of the void' });
  const restart = async (): Promise<void> => {
    await node.program.kill();
    expect((await history()).at(-1)).toBe('VoidStarted');
    await admin.clearFaults();
    line.swallow(false);
    await startNode(url, { posUrl: line.url });
    const isVoided = async () => (await history()).some(type => VOIDED.includes(type));
    await waitFor(isVoided, { what: 'the voided order', withinMs: 60_000 });
  };
  return { admin, history, restart };
};

/** Told by the look-up, or by the feed where that was first. */
const VOIDED = ['OrderVoided', 'OrderVoidedAtPos'];

describe('A server killed between the claim of a void and its outcome', () => {
  it('sees when it is back that the ticket was taken back, and does not claim it again', async () => {
    const { admin, history, restart } = await serverWithOpenVoid(pos =>
      pos.admin.addFault({ kind: 'slow', delayMs: TEN_MINUTES_MS }),
    );
    await waitFor(async () => (await admin.ledger()).live === 0, { what: 'the void at the POS' });
    await restart();
    expect((await history()).filter(type => type === 'VoidStarted')).toHaveLength(1);
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  });

  it('claims it again when a look-up, late enough to be sure, shows that nothing arrived', async () => {
    const { admin, history, restart } = await serverWithOpenVoid(({ line }) => line.swallow(true));
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 1 });
    await restart();
    const voiding = (await history()).filter(type => type.startsWith('Void'));
    expect(voiding).toEqual(['VoidStarted', 'VoidUnknown', 'VoidStarted']);
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  });
});
