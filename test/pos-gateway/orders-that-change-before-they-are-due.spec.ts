import type { DynamicModule } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DispatchOrder } from '../../src/orders/index.js';
import { PosGatewayModule } from '../../src/pos-gateway/pos-gateway.module.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, confirmed, orderBecomes } from '../http/house.js';
import { LUNCH, minutesFrom, openStoreBody } from '../http/requests.js';
import { houseWithOrder } from './house-with-order.js';

afterEach(closeHouses);

const DUE = minutesFrom(LUNCH, -15);
const LATER = minutesFrom(LUNCH, 30);

type Send = DispatchOrder['send'];

/** The application whose process managers send their commands by `wrap`. */
const sendingBy =
  (wrap: (send: Send) => Send) =>
  (app: DynamicModule): DynamicModule => {
    const provider = {
      provide: DispatchOrder,
      inject: [CommandBus],
      useFactory: (bus: CommandBus) => {
        const dispatch = new DispatchOrder(bus);
        return Object.assign(new DispatchOrder(bus), { send: wrap(dispatch.send.bind(dispatch)) });
      },
    };
    const swapped = { module: PosGatewayModule, providers: [provider] };
    return { ...app, imports: (app.imports ?? []).map(room => (room === PosGatewayModule ? swapped : room)) };
  };

describe('An order called off in the very moment before it is claimed', () => {
  /** What happens between the look at an order and its claim, once it is said of which order. */
  const interrupted = () => {
    const acts = new Map<string, () => Promise<void>>();
    const before = async ({ type, orderId }: Parameters<Send>[0]): Promise<void> => {
      const act = type === 'StartDelivery' ? acts.get(orderId) : undefined;
      acts.delete(orderId);
      await act?.();
    };
    return {
      before,
      happens: (orderId: string, act: () => Promise<void>) => acts.set(orderId, act),
      hasHappened: () => acts.size === 0,
    };
  };

  it('is not sent', async () => {
    const moment = interrupted();
    const adapt = sendingBy(send => async (command, key) => {
      await moment.before(command);
      return send(command, key);
    });
    const house = await houseWithOrder({ adapt });
    const other = await confirmed(house.server, house.storeId, LUNCH);
    moment.happens(house.orderId, async () => {
      expect((await house.cancel()).status).toBe(200);
    });
    await house.tellTime(DUE);
    await orderBecomes(house.server, other, 'sent');
    await waitFor(() => moment.hasHappened(), { what: 'the moment before the claim' });
    await house.recorded('OrderCancelled');
    expect(await house.history()).toEqual([
      'TimeslotHeld',
      'OrderConfirmed',
      'OrderCancelled',
      'CancellationTold',
    ]);
    const { tickets } = await house.admin.tickets();
    expect(tickets.map(({ order }) => order.reference)).toEqual([other]);
  });

  it('is sent all the same where the claim is not asked for', async () => {
    const moment = interrupted();
    const adapt = sendingBy(send => async (command, key) => {
      if (command.type !== 'StartDelivery') return send(command, key);
      await moment.before(command);
      return { kind: 'accepted', events: [], revision: 0n, repeated: false } as never;
    });
    const house = await houseWithOrder({ adapt });
    moment.happens(house.orderId, async () => {
      expect((await house.cancel()).status).toBe(200);
    });
    await house.tellTime(DUE);
    await waitFor(async () => (await house.admin.ledger()).tickets > 0, { what: 'a ticket' });
    expect(await house.history()).toContain('OrderCancelled');
  });
});

describe('An order moved to a later slot', () => {
  it('is sent when that one is due, and not before', async () => {
    const house = await houseWithOrder();
    const { server, admin, orderId } = house;
    const other = await confirmed(server, house.storeId, LUNCH);
    expect((await server.post(`/orders/${orderId}/move`, { slot: LATER })).status).toBe(200);
    await house.tellTime(DUE);
    await orderBecomes(server, other, 'sent');
    expect((await admin.tickets()).tickets.map(({ order }) => order.reference)).toEqual([other]);
    await house.tellTime(minutesFrom(LATER, -15));
    await house.recorded('OrderDelivered');
    const { tickets } = await admin.tickets({ reference: orderId });
    expect(tickets.map(({ order }) => order.pickupAt)).toEqual([LATER]);
  });
});

describe('An order of a store', () => {
  it('that wants its orders sooner is sent sooner', async () => {
    const house = await houseWithOrder();
    const { terms } = openStoreBody();
    const sooner = { terms: { ...terms, deliverMinutesBefore: 60, leadMinutes: 65 } };
    expect((await house.server.put(`/stores/${house.storeId}/terms`, sooner)).status).toBe(200);
    await house.tellTime(minutesFrom(LUNCH, -60));
    await house.recorded('OrderDelivered');
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1 });
  });

  it('that goes to another location is sent there', async () => {
    const house = await houseWithOrder();
    const elsewhere = { posAccount: { account: 'sim', location: 'station' } };
    expect((await house.server.put(`/stores/${house.storeId}/pos-account`, elsewhere)).status).toBe(200);
    await house.tellTime(DUE);
    await house.recorded('OrderDelivered');
    expect((await house.admin.tickets()).tickets.map(({ location }) => location)).toEqual(['station']);
  });
});

describe('An order that a person has sent once more after give-up', () => {
  it('is sent at once', async () => {
    const house = await houseWithOrder();
    await house.admin.addFault({ kind: 'down' });
    await house.tellTime(DUE);
    await house.recorded('DeliveryNotSent');
    await house.tellTime(minutesFrom(LUNCH, -4));
    await house.recorded('DeliveryEscalated');
    await house.admin.clearFaults();
    const again = await house.server.post(`/orders/${house.orderId}/redeliver`, { why: 'the line is back' });
    expect(again.status).toBe(200);
    await house.recorded('OrderDelivered');
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, duplicate: 0 });
  });
});
