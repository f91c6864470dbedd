import { deliveryBoardProjection } from '../../src/projections/delivery-board/index.js';
import { BoardPages, orderBoardProjection } from '../../src/projections/order-board/index.js';
import { boardQuery } from '../../src/projections/order-board/board-query.js';
import { closeHouses } from '../http/house.js';
import * as day from '../specification/service-day.js';
import { inPieces } from './lived-day.js';
import { DATE, DAY, openReadModels, orderId, recordedIn, STORE_ID, type ReadModels } from './told-log.js';

let models: ReadModels;

beforeAll(async () => {
  models = await openReadModels();
});
afterAll(async () => {
  await models.database.destroy();
  await closeHouses();
});
beforeEach(() =>
  models.sql.query('truncate order_board, delivery_board, delivery_day, projection_checkpoint'),
);

const sold = (n: number, slot: string) => {
  const of = { orderId: orderId(n), slot };
  return [day.timeslotHeld(of), day.orderConfirmed(of)];
};
const moved = (n: number, from: string, to: string) => day.orderMoved({ orderId: orderId(n), from, to });
const shrunk = (slots: number, revision: number) =>
  day.termsChanged({ slots, storeRevision: String(revision), outside: [] });

/** A day whose last two slots go out, come back, and go out again; an order is moved in between, one is sold later. */
const facts = [
  day.dayOpened(),
  ...sold(1, day.slot(0)),
  ...sold(2, day.slot(2)),
  ...sold(3, day.slot(3)),
  day.timeslotHeld({ orderId: orderId(4), slot: day.slot(3) }),
  shrunk(2, 1),
  moved(3, day.slot(3), day.slot(1)),
  shrunk(4, 2),
  ...sold(5, day.slot(3)),
  shrunk(2, 3),
];

const outside = async (): Promise<readonly string[]> => {
  const query = boardQuery.parse({ outside: 'true' });
  const place = { storeId: STORE_ID, businessDate: DATE };
  const { orders } = (await new BoardPages(models.database).ofDay(place, query)) as {
    orders: readonly { readonly orderId: string }[];
  };
  return orders.map(order => order.orderId);
};

const through = (end: number) => models.tell(orderBoardProjection, recordedIn(DAY, facts.slice(0, end)));
const textOf = (table: string) => models.rows(`select t::text as text from ${table} t order by 1`);

describe('Orders left outside', () => {
  it('are those that were sold for a slot the day sells no longer, and no holds', async () => {
    await through(8);
    expect(await outside()).toEqual([]);
    await through(9);
    expect(await outside()).toEqual([orderId(2), orderId(3)]);
  });

  it('are so no longer when they are moved, and when the slot is sold again', async () => {
    await through(10);
    expect(await outside()).toEqual([orderId(2)]);
    await through(11);
    expect(await outside()).toEqual([]);
    await through(facts.length);
    expect(await outside()).toEqual([orderId(2), orderId(5)]);
  });

  it('are no longer shown as such when they are called off', async () => {
    await through(9);
    const off = [day.orderCancelled({ orderId: orderId(2) })];
    await models.tell(orderBoardProjection, recordedIn(DAY, off, 9));
    expect(await outside()).toEqual([orderId(3)]);
  });

  it('leave the tag of an order alone: nothing happened to the order', async () => {
    await through(8);
    const tag = () =>
      models.rows(`select revision, details::text from order_board where order_id = '${orderId(2)}'`);
    const before = await tag();
    await through(9);
    expect(await tag()).toEqual(before);
  });

  it.each([[[1]], [[2]], [[3, 1, 4]], [[100]]])(
    'are the same told in pieces of %j, and told again',
    async sizes => {
      const events = recordedIn(DAY, facts);
      for (const piece of inPieces(events, sizes)) await models.tell(orderBoardProjection, piece);
      const rows = await textOf('order_board');
      await models.sql.query('truncate order_board');
      await models.tell(orderBoardProjection, events);
      expect(rows).toEqual(await textOf('order_board'));
      for (let end = 1; end <= events.length; end += 1) {
        await models.tell(orderBoardProjection, events.slice(0, end));
      }
      expect(await textOf('order_board')).toEqual(rows);
    },
  );
});

describe('When orders are due', () => {
  const posAccount = { account: 'other', location: 'there' };
  const termsOf = (minutes: number, revision: number) =>
    day.termsChanged({
      terms: { deliverMinutesBefore: minutes },
      posAccount,
      storeRevision: String(revision),
    });
  const about = (n: number) => ({ orderId: orderId(n) });
  const lunch = [
    day.dayOpened(),
    ...sold(1, day.slot(0)),
    ...sold(2, day.slot(1)),
    ...sold(3, day.slot(1)),
    day.deliveryStarted({ ...about(1), location: 'here' }),
    day.orderDelivered(about(1)),
    day.deliveryStarted({ ...about(2), location: 'here' }),
    termsOf(25, 1),
    day.deliveryNotSent(about(2)),
    termsOf(30, 2),
    ...sold(4, day.slot(2)),
  ];
  const rows = () =>
    models.rows(
      `select state, account, location, to_char(due at time zone 'UTC', 'HH24:MI') as due from delivery_board order by order_id`,
    );

  it('follows the terms until they are with the POS, and they go where the store’s POS is unless they are on their way', async () => {
    await models.tell(deliveryBoardProjection, recordedIn(DAY, lunch.slice(0, 11)));
    expect(await rows()).toEqual([
      { state: 'delivered', account: 'simulator', location: 'here', due: '11:45' },
      { state: 'in-flight', account: 'simulator', location: 'here', due: '11:50' },
      { state: 'waiting', ...posAccount, due: '11:50' },
    ]);
    await models.tell(deliveryBoardProjection, recordedIn(DAY, lunch));
    expect(await rows()).toEqual([
      { state: 'delivered', account: 'simulator', location: 'here', due: '11:45' },
      { state: 'waiting', ...posAccount, due: '11:45' },
      { state: 'waiting', ...posAccount, due: '11:45' },
      { state: 'waiting', ...posAccount, due: '12:00' },
    ]);
  });

  it.each([[[1]], [[3, 2]], [[100]]])('is the same told in pieces of %j, and told again', async sizes => {
    const events = recordedIn(DAY, lunch);
    await models.tell(deliveryBoardProjection, events);
    const whole = await textOf('delivery_board');
    await models.sql.query('truncate delivery_board, delivery_day');
    for (const piece of inPieces(events, sizes)) await models.tell(deliveryBoardProjection, piece);
    expect(await textOf('delivery_board')).toEqual(whole);
    for (let end = 1; end <= events.length; end += 1) {
      await models.tell(deliveryBoardProjection, events.slice(0, end));
    }
    expect(await textOf('delivery_board')).toEqual(whole);
  });

  it('of a day that was never opened is nothing anybody can say', async () => {
    await expect(models.tell(deliveryBoardProjection, recordedIn(DAY, sold(1, day.slot(0))))).rejects.toThrow(
      'was never opened',
    );
  });
});
