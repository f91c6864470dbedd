import { startNode } from '../e2e/nodes.js';
import { closeHouses, confirmed, freshDatabase, openedStore } from '../http/house.js';
import { LUNCH } from '../http/requests.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeReceivers, Receiver } from './receiver.js';
import { registered, untoldOf } from './told-house.js';

afterAll(async () => {
  await closeHouses();
  await closeReceivers();
});

describe('A server killed after a receiver has taken a webhook and before it has noted that', () => {
  it('tells it again when it is back, under the same id', async () => {
    const { url } = await freshDatabase();
    const receiver = await Receiver.start();
    const doomed = await startNode(url, { env: { RUSHLINE_FAILPOINT: 'webhook.after-taken@2' } });
    const { targetId } = await registered(doomed, receiver);
    const storeId = await openedStore(doomed);
    const noted = await confirmed(doomed, storeId, LUNCH);
    await receiver.has(noted, 'confirmed');
    await waitFor(async () => (await untoldOf(doomed, targetId)).untold.length === 0, {
      what: 'a note of it',
    });
    const orderId = await confirmed(doomed, storeId, LUNCH);
    expect((await doomed.program.ended()).signal).toBe('SIGKILL');
    expect(receiver.typesTaken(orderId)).toEqual(['confirmed']);

    const node = await startNode(url);
    await waitFor(() => receiver.of(orderId).length === 2, { what: 'the webhook once more' });
    await waitFor(async () => (await untoldOf(node, targetId)).untold.length === 0, { what: 'a note of it' });
    const [first, second] = receiver.of(orderId);
    expect(second?.body).toEqual(first?.body);
    // What was noted is not told again.
    expect(receiver.of(noted)).toHaveLength(1);
    await node.program.stop();
  });
});
