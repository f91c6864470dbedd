import {
  closeHouses,
  confirmed,
  freshDatabase,
  openedStore,
  orderBecomes,
  timekeeper,
} from '../http/house.js';
import { confirmBody, CUSTOMER, LUNCH, minutesFrom, START } from '../http/requests.js';
import { startedSimulator } from '../pos-simulator/controls.js';
import { startNode } from './nodes.js';

afterEach(closeHouses);

describe('The log lines of a server', () => {
  it('name no guest, however much is logged and whatever goes wrong', async () => {
    const { url } = await freshDatabase();
    const { posUrl, admin } = await startedSimulator();
    const node = await startNode(url, { posUrl, env: { LOG_LEVEL: 'debug' } });
    const tellTime = timekeeper(admin, node);
    await tellTime(START);
    const storeId = await openedStore(node);
    const orderId = await confirmed(node, storeId, LUNCH);
    // Refused in three ways: by its form, by its key and by its content.
    await node.post(`/orders/${orderId}/confirm`, confirmBody({ bogus: 1 }));
    await node.post(`/orders/${orderId}/confirm`, confirmBody(), { 'idempotency-key': '' });
    await node.post(`/orders/${orderId}/confirm`, confirmBody({ paymentRef: 'another' }));
    await admin.addFault({ kind: 'down', location: 'high-street', forSeconds: 1 });
    await tellTime(minutesFrom(LUNCH, -15));
    await orderBecomes(node, orderId, 'unsettled', 'sent');
    await node.program.stop();

    const { output } = node.program;
    for (const secret of ['Wilhelmina', 'Quasimodo', '7946', ...Object.values(CUSTOMER)]) {
      expect([secret, output.includes(secret)]).toEqual([secret, false]);
    }
    // What is no secret is in the log: the store whose feed failed.
    expect(output).toContain('high-street');
  });
});
