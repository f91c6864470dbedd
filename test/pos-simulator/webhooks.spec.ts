import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../equipment/wait-for.js';
import { cleanUp, eventually, stopAfterwards } from './controls.js';
import { judgedSimulator } from './wire.js';

afterEach(cleanUp);

const SECRET = 'first-secret';
const SECOND = 'second-secret';

interface Told {
  readonly body: string;
  readonly timestamp: string;
  readonly signatures: readonly string[];
  readonly event: Record<string, unknown>;
}

/** Somebody who listens to webhooks, and answers as it is told to. */
const listener = async (statuses: readonly number[] = []) => {
  const told: Told[] = [];
  const answers = [...statuses];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { 'x-pos-timestamp': timestamp = '', 'x-pos-signature': signature = '' } = request.headers;
      told.push({
        body,
        timestamp: String(timestamp),
        signatures: String(signature).split(','),
        event: JSON.parse(body) as Record<string, unknown>,
      });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  stopAfterwards({
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, told };
};

const signatureOf = ({ timestamp, body }: Told, secret: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

const toldSimulator = async (listening: { readonly url: string }, more: object = {}) => {
  const simulator = await judgedSimulator();
  const subscribed = await simulator.judge.subscribe({ url: listening.url, secrets: [SECRET], ...more });
  expect(subscribed.status).toBe(201);
  return { ...simulator, subscription: subscribed.body.id };
};

const settled = (
  judge: { webhooks: () => Promise<readonly { pending: number; told: number }[]> },
  told: number,
) => eventually(judge.webhooks, ([webhook]) => webhook?.pending === 0 && webhook.told === told);

describe('A webhook', () => {
  it('tells of a ticket, signed over its time and its very bytes', async () => {
    const hook = await listener();
    const { wire, judge } = await toldSimulator(hook);
    await wire.deliver();
    await settled(judge, 1);
    const [first] = hook.told;
    expect(first!.event).toMatchObject({
      id: 'w-1.t-000001.1',
      type: 'SUCCESS',
      location: 'sto_a',
      reference: 'ord_1',
      status: 'received',
      version: 1,
    });
    expect(first!.signatures).toEqual([signatureOf(first!, SECRET)]);
  });

  it('tells what became of an order that was relayed', async () => {
    const hook = await listener();
    const { wire, judge, fault } = await toldSimulator(hook);
    await judge.setAccount('default', { profile: 'relay-then-webhook', parameters: { shownAfterMs: 20 } });
    await fault({ kind: 'relay-fails', reason: 'PRINTER_ON_FIRE', forRequests: 1 });
    await wire.deliver();
    await wire.deliver({ reference: 'ord_2' });
    await settled(judge, 2);
    const about = (reference: string) =>
      hook.told.find(({ event }) => event['reference'] === reference)?.event;
    expect(about('ord_1')).toMatchObject({ type: 'FAILURE', status: 'failed', reason: 'PRINTER_ON_FIRE' });
    expect(about('ord_2')).toMatchObject({ type: 'SUCCESS', status: 'received' });
    expect(await judge.verdict('ord_1')).toMatchObject({ live: 0 });
  });

  it('is signed with both secrets while they are being changed', async () => {
    const hook = await listener();
    const { wire, judge, subscription } = await toldSimulator(hook);
    await judge.changeSecrets(subscription, [SECOND, SECRET]);
    await wire.deliver();
    await settled(judge, 1);
    await judge.changeSecrets(subscription, [SECOND]);
    await wire.deliver();
    await settled(judge, 2);
    const [both, one] = hook.told;
    expect(both!.signatures).toEqual([signatureOf(both!, SECOND), signatureOf(both!, SECRET)]);
    expect(one!.signatures).toEqual([signatureOf(one!, SECOND)]);
  });

  it('is told again until it is taken, under the same id', async () => {
    const hook = await listener([500, 404]);
    const { wire, judge } = await toldSimulator(hook);
    await wire.deliver();
    await settled(judge, 1);
    expect(hook.told.map(({ event }) => event['id'])).toEqual(Array(3).fill('w-1.t-000001.1'));
  });

  it('that nobody took is told after a restart', async () => {
    const deaf = await listener(Array(100).fill(503));
    const first = await toldSimulator(deaf);
    await first.wire.deliver();
    await waitFor(() => deaf.told.length > 0, { what: 'what the listener is told' });
    await first.stop();
    deaf.told.length = 0;
    const { judge } = await judgedSimulator({ folder: first.folder });
    await waitFor(() => deaf.told.length > 0, { what: 'what the listener is told' });
    expect(deaf.told[0]!.event).toMatchObject({ id: 'w-1.t-000001.1' });
    expect(await judge.webhooks()).toMatchObject([{ id: 'w-1', pending: 1, told: 0 }]);
  });

  it('is meant for one account or one location where the subscriber says so', async () => {
    const hook = await listener();
    const { wire, judge } = await toldSimulator(hook, { account: 'north', location: 'sto_a' });
    const north = { 'x-pos-account': 'north' };
    await wire.deliver({ reference: 'elsewhere' }, north, 'sto_b');
    await wire.deliver({ reference: 'another' });
    await wire.deliver({ reference: 'meant' }, north);
    await settled(judge, 1);
    expect(hook.told.map(({ event }) => event['reference'])).toEqual(['meant']);
  });

  it.each([
    [{ url: 'http://example.org/hook', secrets: [SECRET] }, 'url'],
    [{ url: 'http://127.0.0.1:1/hook', secrets: [] }, 'secrets'],
    [{ url: 'http://127.0.0.1:1/hook', secrets: [SECRET, SECOND, SECRET] }, 'secrets'],
  ])('to %j is refused, naming %s', async (order, field) => {
    const { judge } = await judgedSimulator();
    expect(await judge.subscribe(order)).toMatchObject({ status: 400, body: { field } });
    expect(await judge.webhooks()).toEqual([]);
  });
});

describe('A webhook under a fault', () => {
  it('comes several times', async () => {
    const hook = await listener();
    const { wire, judge, fault } = await toldSimulator(hook);
    await fault({ kind: 'webhook-duplicated', copies: 2 });
    await wire.deliver();
    await waitFor(() => hook.told.length === 3, { what: 'what the listener is told' });
    expect(new Set(hook.told.map(({ body }) => body)).size).toBe(1);
    await settled(judge, 1);
  });

  it('never comes', async () => {
    const hook = await listener();
    const { wire, judge, fault } = await toldSimulator(hook);
    await fault({ kind: 'webhook-lost', forRequests: 1 });
    await wire.deliver();
    await wire.deliver({ reference: 'ord_2' });
    await settled(judge, 1);
    expect(hook.told.map(({ event }) => event['reference'])).toEqual(['ord_2']);
    expect(await judge.webhooks()).toMatchObject([{ lost: 1 }]);
  });

  it('comes late, behind one that was sent after it', async () => {
    const hook = await listener();
    const { wire, judge, fault } = await toldSimulator(hook);
    await fault({ kind: 'webhook-delayed', delayMs: 1_000, forRequests: 1 });
    await wire.deliver();
    await wire.deliver({ reference: 'ord_2' });
    await settled(judge, 2);
    expect(hook.told.map(({ event }) => event['reference'])).toEqual(['ord_2', 'ord_1']);
  });

  it.each(['wrong-secret', 'altered-body', 'old-timestamp', 'unsigned'] as const)(
    'comes with a forged one beside it: %s',
    async how => {
      const hook = await listener();
      const { wire, judge, fault } = await toldSimulator(hook);
      await fault({ kind: 'webhook-forged', how });
      await wire.deliver();
      await settled(judge, 1);
      const [lie, truth] = hook.told;
      expect(lie!.event).toMatchObject({ id: 'w-1.t-000001.1-forged', status: 'voided' });
      const isSigned = lie!.signatures.includes(signatureOf(lie!, SECRET));
      const ageSeconds = Number(truth!.timestamp) - Number(lie!.timestamp);
      // Each forgery fails exactly one of the checks of a careful receiver.
      expect({ isSigned, isOld: ageSeconds > 60 }).toEqual({
        isSigned: how === 'old-timestamp',
        isOld: how === 'old-timestamp' || how === 'unsigned',
      });
      expect(truth!.signatures).toEqual([signatureOf(truth!, SECRET)]);
      expect(await judge.verdict()).toMatchObject({ live: 1, voided: 0 });
    },
  );
});
