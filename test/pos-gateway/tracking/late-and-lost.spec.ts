import {
  PageRefused,
  type ChangesPage,
  type PosAdapter,
  type TicketChange,
} from '../../../src/pos-gateway/pos-port.js';
import { waitFor } from '../../equipment/wait-for.js';
import { closeHouses, orderBecomes } from '../../http/house.js';
import { DATE, LUNCH, minutesFrom } from '../../http/requests.js';
import { behind, but, withoutLookUp } from '../adapters.js';
import { houseWithOrder } from '../house-with-order.js';

afterEach(closeHouses);

const NEVER_MS = 3_600_000;
/** Business minutes around the slot at which the kitchen has moved on; guests come within six of it. */
const WAY = [-15, -14, -11, -1, 7];
const HURRIED = { overlapEveryMs: 100, sweepEveryMs: 100, lookAgainMs: 100 };

type House = Awaited<ReturnType<typeof houseWithOrder>>;

const goTheWay = async (house: House, minutes: readonly number[] = WAY): Promise<void> => {
  for (const each of minutes) {
    await house.tellTime(minutesFrom(LUNCH, each));
    if (each === WAY[0]) await house.recorded('OrderDelivered');
  }
};

const metric = async ({ server }: House, name: string): Promise<number> => {
  const { text } = await server.get('/metrics');
  const line = text.split('\n').find(each => each.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
};

const growsBeyond = (house: House, name: string, before: number): Promise<unknown> =>
  waitFor(async () => (await metric(house, name)) > before, { what: `more ${name} than ${before}` });

const KITCHEN = ['OrderAcknowledged', 'OrderInPreparation', 'OrderReady', 'OrderCollected'];
const kitchenOf = async (house: House): Promise<readonly string[]> =>
  (await house.history()).filter(type => KITCHEN.includes(type));

/** Every page as `change` leaves it. */
const withPages =
  (change: (page: ChangesPage) => ChangesPage) =>
  (adapter: PosAdapter): PosAdapter =>
    but(adapter, { changes: async (location, from) => change(await adapter.changes(location, from)) });

const withItems = (change: (items: readonly TicketChange[]) => readonly TicketChange[]) =>
  withPages(page => ({ ...page, changes: change(page.changes) }));

describe('Items that surface behind the cursor', () => {
  const FOUND_LATE = { kind: 'late-items', lateMs: 1_000 };

  it('are found in the overlap that is read again', async () => {
    const house = await houseWithOrder({
      adapt: behind(withoutLookUp, { ...HURRIED, sweepEveryMs: NEVER_MS }),
    });
    await goTheWay(house, [-15]);
    await house.admin.addFault(FOUND_LATE);
    await goTheWay(house, WAY.slice(1));
    await house.recorded('OrderCollected');
    expect((await kitchenOf(house)).at(-1)).toBe('OrderCollected');
  });

  it('are missed where a feed is read by its cursor alone', async () => {
    const house = await houseWithOrder({
      adapt: behind(
        // The protection taken away: whatever is asked for again is answered with nothing.
        adapter =>
          but(withoutLookUp(adapter), {
            changes: async (location, from) => {
              const page = await adapter.changes(location, from);
              return from.kind === 'since' && isBegun ? { ...page, changes: [], more: false } : page;
            },
          }),
        { ...HURRIED, sweepEveryMs: NEVER_MS },
      ),
    });
    let isBegun = false;
    await goTheWay(house, [-15]);
    await house.admin.addFault(FOUND_LATE);
    isBegun = true;
    await goTheWay(house, WAY.slice(1));
    await waitFor(async () => (await house.admin.tickets()).tickets[0]?.status === 'collected', {
      what: 'the collected ticket',
    });
    const { text } = await house.simulator.pos.changesText('high-street');
    expect(text).not.toContain('collected');
    await waitFor(
      async () => (await house.simulator.pos.changesText('high-street')).text.includes('collected'),
      { what: 'the late item in the feed' },
    );
    const repeated = 'rushline_feed_items_total{item="repeated"}';
    expect(await metric(house, repeated)).toBe(0);
    expect(await kitchenOf(house)).toEqual([]);
  });
});

describe('Items that never surface, or behind any overlap', () => {
  const hidden = withItems(items => items.filter(({ status }) => status === 'received'));

  it('are found by the sweep, which looks up what should have moved', async () => {
    const house = await houseWithOrder({ adapt: behind(hidden, HURRIED) });
    await goTheWay(house);
    await house.tellTime(minutesFrom(LUNCH, 50));
    await orderBecomes(house.server, house.orderId, 'collected');
    const [ticket] = (await house.admin.tickets()).tickets;
    expect(ticket?.status).toBe('collected');
  });

  it('are missed with the sweep off, once the one look-up is over that follows a delivery', async () => {
    const house = await houseWithOrder({ adapt: behind(hidden, { ...HURRIED, sweepEveryMs: NEVER_MS }) });
    await goTheWay(house, WAY.slice(0, -1));
    await waitFor(async () => (await kitchenOf(house)).length === 1, { what: 'the one look-up' });
    await house.tellTime(minutesFrom(LUNCH, 7));
    await house.tellTime(minutesFrom(LUNCH, 50));
    await waitFor(async () => (await house.admin.tickets()).tickets[0]?.status === 'collected', {
      what: 'the collected ticket',
    });
    const repeated = 'rushline_feed_items_total{item="repeated"}';
    // The overlap is read several times more.
    await growsBeyond(house, repeated, (await metric(house, repeated)) + 3);
    expect(await kitchenOf(house)).not.toContain('OrderCollected');
    expect(await kitchenOf(house)).toHaveLength(1);
  });
});

describe('A feed that tells everything several times and in a wrong order', () => {
  it.each([
    ['several times', withItems(items => items.flatMap(item => [item, item, item]))],
    ['backwards', withItems(items => items.toReversed())],
    ['its last page once more with the next', withLastPageAgain],
  ])('leads to what it would have led to: %s', async (_, wrap) => {
    const house = await houseWithOrder({ adapt: behind(wrap, { ...HURRIED, sweepEveryMs: NEVER_MS }) });
    await goTheWay(house);
    await house.recorded('OrderCollected');
    const kitchen = await kitchenOf(house);
    expect(new Set(kitchen).size).toBe(kitchen.length);
    expect(kitchen).toEqual(KITCHEN.filter(type => kitchen.includes(type)));
  });
});

function withLastPageAgain(adapter: PosAdapter): PosAdapter {
  let last: readonly TicketChange[] = [];
  return withPages(page => {
    const changes = [...last, ...page.changes];
    if (page.changes.length > 0) last = page.changes;
    return { ...page, changes };
  })(adapter);
}

describe('A cursor', () => {
  const restarts = (why: string) => `rushline_feed_restarts_total{why="${why}"}`;

  it.each([
    ['lost', 'missing', 'delete from feed_cursor'],
    ['no row could be read on from', 'unreadable', `update feed_cursor set cursor = '', moves = moves + 1`],
    ['the POS does not know', 'refused', `update feed_cursor set cursor = 'junk', moves = moves + 1`],
    [
      'of days ago',
      'old',
      `update feed_cursor set watermark = '2030-02-20T12:00:00.000Z', moves = moves + 1`,
    ],
  ])('that is %s is replaced by a safe one, and nothing is recorded twice', async (_, why, damage) => {
    const house = await houseWithOrder({
      adapt: behind(adapter => adapter, { ...HURRIED, standBackMs: 100 }),
    });
    await goTheWay(house, WAY.slice(0, 3));
    await house.recorded('OrderInPreparation');
    const before = await house.history();
    const restarted = await metric(house, restarts(why));
    expect((await house.sql.query(damage)).rowCount).toBe(1);
    await growsBeyond(house, restarts(why), restarted);
    expect(await house.history()).toEqual(before);
    await goTheWay(house, WAY.slice(3));
    await house.recorded('OrderCollected');
    const history = await house.history();
    expect(history.slice(0, before.length)).toEqual(before);
    expect(new Set(history).size).toBe(history.length);
    const isSafe = async (): Promise<boolean> => {
      const { rows } = await house.sql.query<{ cursor: string; watermark: string }>(
        'select cursor, watermark from feed_cursor',
      );
      return (
        rows.length === 1 &&
        /.{10}/.test(rows[0]?.cursor ?? '') &&
        rows[0]?.watermark.startsWith(DATE) === true
      );
    };
    await waitFor(isSafe, { what: 'a cursor of today' });
  });

  it('that somebody else moves meanwhile stops its reader, which stands back', async () => {
    let strike = async (): Promise<void> => undefined;
    const house = await houseWithOrder({
      adapt: behind(
        adapter =>
          but(adapter, {
            changes: async (location, from) => {
              const page = await adapter.changes(location, from);
              await strike();
              return page;
            },
          }),
        { ...HURRIED, standBackMs: NEVER_MS },
      ),
    });
    await goTheWay(house, [-15]);
    const row = async () => (await house.sql.query<object>('select * from feed_cursor')).rows;
    await waitFor(async () => (await row()).length === 1, { what: 'the cursor' });
    strike = async () => {
      await house.sql.query('update feed_cursor set moves = moves + 1');
    };
    await house.tellTime(minutesFrom(LUNCH, -14));
    await growsBeyond(house, 'rushline_feed_troubles_total{trouble="cursor-taken"}', 0);
    const [taken] = await row();
    await house.tellTime(minutesFrom(LUNCH, -12));
    expect(await row()).toEqual([taken]);
  });
});

describe('A page made to harm its reader', () => {
  it('is a trouble of its feed: the cursor stays before it, and what is behind is read once it is gone', async () => {
    let isHostile = false;
    const house = await houseWithOrder({
      adapt: behind(
        adapter =>
          but(adapter, {
            changes: async (location, from) => {
              const page = await adapter.changes(location, from);
              if (isHostile) throw new PageRefused('the feed declares something of its own');
              return page;
            },
          }),
        { ...HURRIED, sweepEveryMs: NEVER_MS },
      ),
    });
    await goTheWay(house, [-15]);
    isHostile = true;
    await growsBeyond(house, 'rushline_feed_troubles_total{trouble="page-refused"}', 0);
    const row = async () => (await house.sql.query<object>('select cursor from feed_cursor')).rows;
    const before = await row();
    await goTheWay(house, WAY.slice(1));
    expect(await row()).toEqual(before);
    isHostile = false;
    await house.recorded('OrderCollected');
    expect((await kitchenOf(house)).at(-1)).toBe('OrderCollected');
  });
});
