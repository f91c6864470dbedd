import 'reflect-metadata';
import { digestOfStream, EVENT_STORE, type EventStore } from '../../src/event-sourcing/index.js';
import { DispatchOrder } from '../../src/orders/index.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, confirmed, historyOf, openedStore, openHouse, orderBecomes } from './house.js';
import { expectRefusal } from './refusal.js';
import { DATE, holdBody, LUNCH, minutesFrom } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;
let stream: string;
let orderId: string;

const AT_THE_KITCHEN = ['sent', 'acknowledged', 'in-preparation', 'ready', 'collected'];

const closingOf = async () => {
  const { rows } = await house.sql.query<{
    revision: string;
    data: { totals: unknown; digest: string; throughRevision: string };
  }>(`select revision::text, data from log_event where stream = $1 and type = 'ServiceDayClosed'`, [stream]);
  return rows[0];
};

beforeAll(async () => {
  house = await openHouse();
  const storeId = await openedStore(house.server);
  stream = `serviceDay-${storeId}_${DATE}`;
  orderId = await confirmed(house.server, storeId, LUNCH);
  await house.tellTime(minutesFrom(LUNCH, -15));
  await orderBecomes(house.server, orderId, ...AT_THE_KITCHEN);
});
afterAll(closeHouses);

describe('a service day', () => {
  it('is closed by itself six hours after its last slot, with a digest of all that was recorded', async () => {
    expect(await closingOf()).toBeUndefined();
    // The last slot of the day ends at 14:00; the store closes its days six hours later.
    await house.tellTime(`${DATE}T20:00:01.000Z`);
    const closing = await waitFor(closingOf, { what: 'the day to be closed' });
    expect(closing.data.totals).toMatchObject({ orders: 1, delivered: 1, cancelled: 0, escalated: 0 });
    expect(BigInt(closing.data.throughRevision)).toBe(BigInt(closing.revision) - 1n);

    const store = house.server.app.get<EventStore>(EVENT_STORE);
    const prefix: EventStore = {
      logId: store.logId,
      append: (...args) => store.append(...args),
      subscribe: options => store.subscribe(options),
      head: () => store.head(),
      readStream: name => store.readStream(name, { limit: Number(closing.revision) }),
    };
    expect((await digestOfStream(prefix, stream)).digest).toBe(closing.data.digest);
  });

  it('sells nothing any more, and still records what the kitchen says', async () => {
    const storeId = stream.slice('serviceDay-'.length, -DATE.length - 1);
    const late = await house.server.post(`/stores/${storeId}/days/${DATE}/holds`, holdBody({ slot: LUNCH }));
    expectRefusal(late, { status: 409, code: 'DAY_CLOSED' });
    const told = await house.server.app.get(DispatchOrder).send(
      {
        type: 'RecordPosUpdate',
        orderId,
        account: 'sim',
        ticketId: (await orderBecomes(house.server, orderId, ...AT_THE_KITCHEN)).ticketId ?? '',
        status: 'collected',
        version: 1_000,
        posAt: minutesFrom(LUNCH, 1_000),
      },
      'long after',
    );
    expect(told?.kind).toBe('accepted');
    expect((await historyOf(house.sql, orderId)).at(-1)).toMatch(/^(OrderCollected|PosStatusNoted)$/);
  });

  it('leaves the list of open days, so that a node which starts does not read it', async () => {
    const open = async () => {
      const { rows } = await house.sql.query('select stream from open_day where stream = $1', [stream]);
      return rows.length;
    };
    await waitFor(async () => (await open()) === 0, { what: 'the day to leave the list' });
  });
});
