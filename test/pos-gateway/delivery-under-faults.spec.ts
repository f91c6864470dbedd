import type { PosAdapter } from '../../src/pos-gateway/pos-port.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, confirmed, orderBecomes } from '../http/house.js';
import { LUNCH, minutesFrom } from '../http/requests.js';
import { behind, but, withoutLookUp, withSilentFeed } from './adapters.js';
import { houseWithOrder } from './house-with-order.js';

afterEach(closeHouses);

const DUE = minutesFrom(LUNCH, -15);
const LATER = minutesFrom(LUNCH, 30);

type House = Awaited<ReturnType<typeof houseWithOrder>>;

const learnedBy = async ({ sql, orderId }: House): Promise<string | undefined> => {
  const { rows } = await sql.query<{ how: string }>(
    `select data->>'learnedBy' as how from log_event where type = 'OrderDelivered' and data->>'orderId' = $1`,
    [orderId],
  );
  return rows.map(({ how }) => how).join();
};

/** The protection taken away: what is unknown is taken for not sent, and so it is sent again. */
const blind = (adapter: PosAdapter): PosAdapter =>
  but(withSilentFeed(adapter), {
    deliver: async (...args) => {
      const outcome = await adapter.deliver(...args);
      return outcome.kind === 'unknown' ? { kind: 'not-sent', proof: outcome.why } : outcome;
    },
  });

describe('A POS that takes the order and drops its reply', () => {
  it.each([
    ['a look-up alone', withSilentFeed, 'look-up'],
    ['the feed alone', withoutLookUp, 'feed'],
  ])('has one ticket, and %s tells that the order is delivered', async (_, wrap, how) => {
    const house = await houseWithOrder({ adapt: behind(wrap) });
    await house.admin.addFault({ kind: 'accept-then-drop-reply' });
    await house.tellTime(DUE);
    await house.recorded('OrderDelivered');
    expect(await learnedBy(house)).toBe(how);
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, live: 1, duplicate: 0 });
    expect((await house.history()).filter(type => type === 'DeliveryStarted')).toHaveLength(1);
  });

  it('has two where what is unknown is blindly sent again', async () => {
    const house = await houseWithOrder({ adapt: behind(blind) });
    await house.admin.addFault({ kind: 'accept-then-drop-reply' });
    await house.tellTime(DUE);
    const duplicates = await waitFor(async () => (await house.admin.ledger()).duplicate || undefined, {
      what: 'a second ticket',
    });
    expect(duplicates).toBeGreaterThanOrEqual(1);
  });
});

describe('A POS that cuts the connection before it takes anything', () => {
  it('gets the order again, but only after a look-up late enough to be sure', async () => {
    const house = await houseWithOrder();
    const { body } = await house.admin.addFault({ kind: 'down', location: 'high-street' });
    await house.tellTime(DUE);
    await house.recorded('DeliveryUnknown');
    await house.admin.removeFault(body.id);
    await house.recorded('OrderDelivered');
    expect(await house.history()).toEqual([
      'TimeslotHeld',
      'OrderConfirmed',
      'DeliveryStarted',
      'DeliveryUnknown',
      'DeliveryProvenAbsent',
      'DeliveryStarted',
      'OrderDelivered',
    ]);
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, duplicate: 0 });
  });
});

describe('A POS that is down', () => {
  it('gets the order once it is up, and once', async () => {
    const house = await houseWithOrder();
    await house.admin.addFault({ kind: 'down' });
    await house.tellTime(DUE);
    await house.recorded('DeliveryNotSent');
    await house.admin.clearFaults();
    await orderBecomes(house.server, house.orderId, 'sent');
    expect(await learnedBy(house)).toBe('reply');
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, duplicate: 0 });
  });

  it('beyond give-up gets nothing any more: a person is told', async () => {
    const house = await houseWithOrder();
    const { server, admin, orderId, storeId } = house;
    await admin.addFault({ kind: 'down' });
    await house.tellTime(DUE);
    await house.recorded('DeliveryNotSent');
    await house.tellTime(minutesFrom(LUNCH, -4));
    expect(await orderBecomes(server, orderId, 'needs-a-person')).toMatchObject({ attempts: 1 });
    const { body } = await server.get('/ops/orders/needing-a-person');
    expect(body).toMatchObject({ total: 1, orders: [{ orderId, status: 'needs-a-person' }] });

    await admin.clearFaults();
    const next = await confirmed(server, storeId, LATER);
    await house.tellTime(minutesFrom(LATER, -15));
    await orderBecomes(server, next, 'sent');
    expect((await admin.tickets()).tickets.map(({ order }) => order.reference)).toEqual([next]);
    expect((await house.history()).at(-1)).toBe('DeliveryEscalated');
  });
});

describe('A POS that is slow', () => {
  it('is waited for, and has one ticket', async () => {
    const house = await houseWithOrder();
    await house.admin.addFault({ kind: 'slow', delayMs: 1_200 });
    await house.tellTime(DUE);
    await house.recorded('OrderDelivered');
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, duplicate: 0 });
  });
});

describe('An order cancelled before it is due', () => {
  it('is never sent', async () => {
    const house = await houseWithOrder();
    const { server, admin, orderId, storeId } = house;
    const other = await confirmed(server, storeId, LUNCH);
    expect((await server.post(`/orders/${orderId}/cancel`, { reason: 'rain' })).status).toBe(200);
    await house.tellTime(DUE);
    await orderBecomes(server, other, 'sent');
    expect((await admin.tickets()).tickets.map(({ order }) => order.reference)).toEqual([other]);
    expect(await house.history()).toEqual([
      'TimeslotHeld',
      'OrderConfirmed',
      'OrderCancelled',
      'CancellationTold',
    ]);
  });
});

describe('An order the POS has', () => {
  it('is shown as voided where staff void its ticket', async () => {
    const house = await houseWithOrder();
    await house.tellTime(DUE);
    const { ticketId = '' } = await orderBecomes(house.server, house.orderId, 'sent');
    expect((await house.admin.voidTicket(ticketId)).status).toBe(200);
    await orderBecomes(house.server, house.orderId, 'voided-at-pos');
    expect((await house.history()).slice(-2)).toEqual(['OrderVoidedAtPos', 'DeliveryEscalated']);
    expect(await house.detailOf('DeliveryEscalated')).toMatchObject({ cause: 'voided-at-pos' });
  });
});

describe('A feed whose cursor is lost', () => {
  it('is read again from its beginning, and nothing is recorded twice', async () => {
    const house = await houseWithOrder();
    const { server, sql, storeId, orderId } = house;
    const next = await confirmed(server, storeId, LATER);
    for (const minutes of [-15, -14, -11, -1, 6]) {
      await house.tellTime(minutesFrom(LUNCH, minutes));
      if (minutes === -15) await orderBecomes(server, orderId, 'sent');
    }
    await orderBecomes(server, orderId, 'collected');
    const before = await house.history();

    const lost = await sql.query('delete from feed_cursor');
    expect(lost.rowCount).toBe(1);
    await house.tellTime(minutesFrom(LATER, -15));
    await orderBecomes(server, next, 'sent');
    await house.tellTime(minutesFrom(LATER, -14));
    await orderBecomes(server, next, 'acknowledged');
    expect(await house.history()).toEqual(before);
    const { rows } = await sql.query('select 1 from feed_cursor');
    expect(rows).toHaveLength(1);
    expect(await house.admin.ledger()).toMatchObject({ tickets: 2, duplicate: 0 });
  });
});
