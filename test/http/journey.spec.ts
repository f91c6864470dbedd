import { closeHouses, confirmed, historyOf, openedStore, openHouse, orderBecomes } from './house.js';
import { CUSTOMER, LUNCH, minutesFrom } from './requests.js';

afterAll(closeHouses);

describe('The way of an order', () => {
  it('goes from an opened store over hold, confirmation, delivery and kitchen to the guest', async () => {
    const { server, simulator, sql, tellTime } = await openHouse();
    const storeId = await openedStore(server);
    const orderId = await confirmed(server, storeId, LUNCH);
    expect(await orderBecomes(server, orderId, 'confirmed')).toMatchObject({
      customer: CUSTOMER,
      attempts: 0,
    });
    expect(await simulator.admin.ledger()).toMatchObject({ tickets: 0 });

    await tellTime(minutesFrom(LUNCH, -15));
    const { ticketId } = await orderBecomes(server, orderId, 'sent');
    const [ticket] = (await simulator.admin.tickets({ reference: orderId })).tickets;
    expect(ticket).toMatchObject({
      ticketId,
      location: 'high-street',
      order: { customer: CUSTOMER, total: 1_500 },
    });

    const steps = [
      ['acknowledged', -14],
      ['in-preparation', -11],
      ['ready', -1],
      ['collected', 6],
    ] as const;
    for (const [status, minutes] of steps) {
      await tellTime(minutesFrom(LUNCH, minutes));
      await orderBecomes(server, orderId, status);
    }
    expect(await historyOf(sql, orderId)).toEqual([
      'TimeslotHeld',
      'OrderConfirmed',
      'DeliveryStarted',
      'OrderDelivered',
      'OrderAcknowledged',
      'OrderInPreparation',
      'OrderReady',
      'OrderCollected',
    ]);
    expect(await simulator.admin.ledger()).toMatchObject({ tickets: 1, live: 1, duplicate: 0 });
  });
});
