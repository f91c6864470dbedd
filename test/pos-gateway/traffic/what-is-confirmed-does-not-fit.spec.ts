import fc from 'fast-check';
import type { PosLimit } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import { forecast, ratePerSecond, type SlotForecast } from '../../../src/pos-gateway/traffic/index.js';
import { waitFor } from '../../equipment/wait-for.js';
import { closeHouses, confirmed } from '../../http/house.js';
import { LUNCH, minutesFrom } from '../../http/requests.js';
import { holds } from '../../specification/property.js';
import { behind, but } from '../adapters.js';
import { houseWithOrder } from '../house-with-order.js';

const STRICT: readonly PosLimit[] = [
  { scope: 'account', requests: 20, perMs: 1_000 },
  { scope: 'account', requests: 1_000, perMs: 900_000 },
];
const DUE = '2031-05-15T11:45:00.000Z';
const noon = (orders: number) => [{ slot: '2031-05-15T12:00:00.000Z', due: DUE, orders }];
const told = { nowMs: Date.parse('2031-05-14T12:00:00.000Z'), inTimeWithinMs: 60_000 };

describe('What is confirmed for a noon', () => {
  it.each([
    [20, 0, true],
    [21, 1_000, true],
    [1_000, 49_000, true],
    [1_001, 900_000, false],
    [1_021, 901_000, false],
  ])('of %s orders leaves its last one %s ms late: in time is %s', (orders, lateMs, inTime) => {
    const lastAt = new Date(Date.parse(DUE) + lateMs).toISOString();
    expect(forecast(noon(orders), STRICT, told)).toEqual([{ ...noon(orders)[0], lastAt, lateMs, inTime }]);
  });

  it('is always in time where nothing limits it', () => {
    expect(forecast(noon(5_000), [], told)).toMatchObject([{ lateMs: 0, inTime: true }]);
    expect([ratePerSecond([]), ratePerSecond(STRICT)]).toEqual([undefined, 1_000 / 900]);
  });

  it('never gets earlier by more orders', () => {
    const last = (orders: number) => forecast(noon(orders), STRICT, told)[0]?.lateMs ?? 0;
    holds(
      50,
      fc.property(fc.nat(2_000), fc.nat(50), (orders, more) => last(orders + more) >= last(orders)),
    );
  });
});

describe('Operators', () => {
  afterAll(closeHouses);

  it('see beforehand what an account cannot be handed in time', async () => {
    const limits: readonly PosLimit[] = [{ scope: 'account', requests: 1, perMs: 120_000 }];
    const { server, orderId, storeId } = await houseWithOrder({
      adapt: behind(adapter => but(adapter, { capabilities: { ...adapter.capabilities, limits } })),
    });
    expect(orderId).toBeTruthy();
    await confirmed(server, storeId, LUNCH);
    interface Forecast {
      readonly orders: number;
      readonly ordersLate: number;
      readonly slots: readonly SlotForecast[];
    }
    const { ordersLate, slots } = await waitFor(
      async () => {
        const { body } = await server.get<Forecast>('/pos-accounts/sim/forecast');
        return body.orders === 2 && body;
      },
      { what: 'a forecast of two orders' },
    );
    const due = minutesFrom(LUNCH, -15);
    expect(ordersLate).toBe(2);
    expect(slots).toEqual([
      { slot: LUNCH, due, orders: 2, lastAt: minutesFrom(due, 2), lateMs: 120_000, inTime: false },
    ]);
    const { status, body } = await server.get('/pos-accounts/nobody/forecast');
    expect([status, body]).toMatchObject([404, { code: 'ACCOUNT_UNKNOWN' }]);
    expect((await server.get('/pos-accounts')).body).toMatchObject({
      accounts: [{ account: 'sim', state: 'served', why: null }],
    });
  });
});
