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

/** A line to a POS that hears how often a void is asked for, and can swallow what is said. */
const lineTo = async (posUrl: string) => {
  let swallows = false;
  let voids = 0;
  const line = createServer(client => {
    const pos = connect(Number(new URL(posUrl).port), '127.0.0.1');
    client.on('data', (bytes: Buffer) => {
      if (/^POST \S+\/void HTTP/.test(bytes.toString('latin1'))) voids += 1;
      if (!swallows) pos.write(bytes);
    });
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
  const swallow = (on: boolean) => void (swallows = on);
  return { url: `http://127.0.0.1:${port}`, swallow, voids: () => voids };
};

type Strike = (pos: Awaited<ReturnType<typeof posOnALine>>) => unknown;

const posOnALine = async () => {
  const { posUrl, admin } = await startedSimulator();
  return { admin, line: await lineTo(posUrl) };
};

/**
 * A server that asked for a void of which it hears nothing; `restart` kills it, and starts the true one in its place.
 */
const serverWithOpenVoid = async (strike: Strike, path = 'src/main') => {
  const { url, sql } = await freshDatabase();
  const pos = await posOnALine();
  const { admin, line } = pos;
  const node = await startNode(url, { path, posUrl: line.url });
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
  await waitFor(() => line.voids() === 1, { what: 'the void to be asked for' });
  const restart = async (): Promise<readonly string[]> => {
    await node.program.kill();
    const left = await history();
    await admin.clearFaults();
    line.swallow(false);
    await startNode(url, { posUrl: line.url });
    const isVoided = async () => (await history()).some(type => VOIDED.includes(type));
    await waitFor(isVoided, { what: 'the voided order', withinMs: 60_000 });
    return left;
  };
  /** Every void that was asked for, as the log knows of them. */
  const claims = async () => (await history()).filter(type => type === 'VoidStarted').length;
  return { admin, line, history, claims, restart };
};

/** Told by the look-up, or by the feed where that was first. */
const VOIDED = ['OrderVoided', 'OrderVoidedAtPos'];

describe('A server killed between the claim of a void and its outcome', () => {
  it('sees when it is back that the ticket was taken back, and does not claim it again', async () => {
    const { admin, line, claims, restart } = await serverWithOpenVoid(pos =>
      pos.admin.addFault({ kind: 'slow', delayMs: TEN_MINUTES_MS }),
    );
    await waitFor(async () => (await admin.ledger()).live === 0, { what: 'the void at the POS' });
    expect((await restart()).at(-1)).toBe('VoidStarted');
    expect([await claims(), line.voids()]).toEqual([1, 1]);
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  });

  it('claims it again when a look-up, late enough to be sure, shows that nothing arrived', async () => {
    const { admin, line, history, claims, restart } = await serverWithOpenVoid(pos => pos.line.swallow(true));
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 1 });
    expect((await restart()).at(-1)).toBe('VoidStarted');
    const voiding = (await history()).filter(type => type.startsWith('Void'));
    expect(voiding).toEqual(['VoidStarted', 'VoidUnknown', 'VoidStarted']);
    expect([await claims(), line.voids()]).toEqual([2, 2]);
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  });

  it('would ask for it again at once, as for the first time, if it claimed only what was answered', async () => {
    const strike: Strike = pos => pos.line.swallow(true);
    const { line, claims, restart } = await serverWithOpenVoid(
      strike,
      'test/programs/server-claiming-afterwards',
    );
    expect((await restart()).at(-1)).toBe('CancellationRequested');
    expect([await claims(), line.voids()]).toEqual([1, 2]);
  });
});
