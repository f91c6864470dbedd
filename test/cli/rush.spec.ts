import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SkipRule, type Look } from '../../src/cli/rush/clock/skip-rule.js';
import { busiestDays } from '../../src/cli/rush/demand/busiest-days.js';
import { madeUpDays } from '../../src/cli/rush/demand/made-up-days.js';
import { OrdersUnreadable, readOrderFile } from '../../src/cli/rush/demand/order-file.js';
import { minorUnits, readLine } from '../../src/cli/rush/demand/order-line.js';
import type { TakeawayOrder } from '../../src/cli/rush/demand/takeaway-order.js';
import { arrivalsOf } from '../../src/cli/rush/drive/arrivals.js';
import { chooseSlot } from '../../src/cli/rush/drive/slot-choice.js';
import type { BoardRow } from '../../src/cli/rush/judge/board.js';
import { percentilesOf } from '../../src/cli/rush/judge/percentile.js';
import { countTickets } from '../../src/cli/rush/judge/tickets.js';
import { judge, oversoldSlotsOf } from '../../src/cli/rush/judge/verdict.js';
import { brokenBy, unjudgedBy } from '../../src/cli/rush/report/report.js';
import { epochMsOfMinute, serviceDateFrom } from '../../src/cli/rush/stores/service-date.js';
import { limitsOf, openingOf, planStore } from '../../src/cli/rush/stores/store-plan.js';
import { termsAt } from '../../src/cli/rush/stores/terms.js';
import { temporaryFolder } from '../equipment/temporary-folder.js';

const HEADER = 'Order Number,Order Date,Item Name,Quantity,Product Price,Total products';
const FIXTURE = join('test', 'fixtures', 'rush', 'orders.csv');
const TERMS = termsAt(60);

const orderAt = (minute: number, number = '1'): TakeawayOrder => ({
  number,
  businessDate: '2018-03-14',
  minute,
  lines: [{ name: 'Soup', quantity: 2, unitPrice: 495 }],
});

describe('a line of the order history', () => {
  it('is read with its price in pence', () => {
    expect(readLine('7,03/08/2019 20:25,Plain Papadum,2,0.8,6')).toEqual({
      order: '7',
      businessDate: '2019-08-03',
      minute: 20 * 60 + 25,
      line: { name: 'Plain Papadum', quantity: 2, unitPrice: 80 },
    });
  });

  it('belongs to the evening before when it is from before 06:00', () => {
    expect(readLine('7,01/03/2016 00:20,Soup,1,4.95,1')).toMatchObject({
      businessDate: '2016-02-29',
      minute: 24 * 60 + 20,
    });
    expect(readLine('7,01/03/2016 06:00,Soup,1,4.95,1')).toMatchObject({
      businessDate: '2016-03-01',
      minute: 360,
    });
  });

  it('may have commas inside quotes', () => {
    expect(readLine('7,01/03/2016 18:20,"Rice, Peas",1,2.95,1')).toMatchObject({
      line: { name: 'Rice, Peas' },
    });
  });

  it.each([
    ['7,01/03/2016 18:20,Soup,1,4.95', 'it has 5 columns instead of 6'],
    ['7,01/03/2016 18:20,Soup,1,4.95,1,1', 'it has 7 columns instead of 6'],
    ['7,31/02/2016 18:20,Soup,1,4.95,1', '"31/02/2016 18:20" is not a date'],
    ['7,2016-03-01 18:20,Soup,1,4.95,1', '"2016-03-01 18:20" is not a date'],
    ['7,01/03/2016 24:20,Soup,1,4.95,1', '"01/03/2016 24:20" is not a date'],
    ['7,01/03/2016 18:20,Soup,0,4.95,1', '"0" is not a quantity'],
    ['7,01/03/2016 18:20,Soup,1.5,4.95,1', '"1.5" is not a quantity'],
    ['7,01/03/2016 18:20,Soup,1,-4.95,1', '"-4.95" is not a price'],
    ['7,01/03/2016 18:20,Soup,1,4.955,1', '"4.955" is not a price'],
    ['7,01/03/2016 18:20,Soup,1,4.95,x', '"x" is not a number of products'],
    ['7,01/03/2016 18:20,,1,4.95,1', 'the order number or the item is missing'],
    ['7,01/03/2016 18:20,"Soup,1,4.95,1', 'its quotes do not match'],
  ])('is damaged as %s', (text, why) => {
    const read = readLine(text);
    expect('damaged' in read ? read.damaged : read).toContain(why);
  });

  it('has its pounds turned into pence without floating point', () => {
    expect(['0.8', '4.35', '1.1', '12', '8.95', '019.99'].map(minorUnits)).toEqual([
      80, 435, 110, 1200, 895, 1999,
    ]);
    expect(['', '.5', '1e3', '1,5', 'NaN', '1.'].map(minorUnits)).toEqual(Array(6).fill(undefined));
  });
});

describe('the order history', () => {
  const read = async (path: string) => {
    const damaged: string[] = [];
    const orders = await readOrderFile(path, (line, why) => damaged.push(`${line}: ${why}`));
    return { orders, damaged };
  };
  const written = (content: string | Buffer): string => {
    const path = join(temporaryFolder(), 'orders');
    writeFileSync(path, content);
    return path;
  };

  it('is grouped into orders, oldest first, and tells damaged lines by their number', async () => {
    const { orders, damaged } = await read(FIXTURE);
    expect(damaged).toEqual([
      '6: it has 4 columns instead of 6',
      '13: "31/02/2018 18:00" is not a date as dd/mm/yyyy HH:MM',
      '21: "many" is not a quantity from 1 to 1000',
    ]);
    expect(orders).toHaveLength(20);
    expect(orders[0]?.number).toBe('501');
    expect(orders.at(-1)).toMatchObject({ businessDate: '2018-03-20' });
  });

  it('reads the same from gzip, with Windows line ends and a byte order mark', async () => {
    const content = `\uFEFF${HEADER}\r\n2,01/03/2016 18:20,Café,1,4.95,1\r\n1,01/03/2016 18:10,Soup,1,4.95,1`;
    const plain = await read(written(content));
    expect(await read(written(gzipSync(content)))).toEqual(plain);
    expect(plain.orders.map(({ number, lines }) => [number, lines[0]?.name])).toEqual([
      ['1', 'Soup'],
      ['2', 'Café'],
    ]);
    expect(plain.damaged).toEqual([]);
  });

  it('is refused in one line when it is none, is cut short, or is not there', async () => {
    const cut = gzipSync(`${HEADER}\n${'1,01/03/2016 18:10,Soup,1,4.95,1\n'.repeat(100)}`).subarray(0, 60);
    for (const path of [written('a,b\n1,2\n'), written(cut), join(temporaryFolder(), 'absent.csv')]) {
      const refusal = await read(path).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(OrdersUnreadable);
      expect((refusal as Error).message).not.toContain('\n');
    }
  });

  it('gives its busiest days, the earlier of two equal ones first, each in the order of its arrivals', async () => {
    const days = busiestDays((await read(FIXTURE)).orders, 3);
    expect(days.map(({ date, orders }) => [date, orders.length])).toEqual([
      ['2018-03-14', 8],
      ['2018-03-15', 6],
      ['2018-03-16', 5],
    ]);
    expect(days[2]?.orders.map(({ minute }) => minute)).toEqual([1080, 1092, 1165, 1245, 1460]);
    const equal = ['2018-01-02', '2018-01-01'].map(businessDate => ({ ...orderAt(700), businessDate }));
    expect(busiestDays(equal, 1)[0]?.date).toBe('2018-01-01');
  });
});

describe('made-up demand', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(madeUpDays(3, 7)).toEqual(madeUpDays(3, 7));
    expect(madeUpDays(3, 7)).not.toEqual(madeUpDays(3, 8));
  });
});

describe('a store of the rush', () => {
  const chain = { run: 'r', businessDate: '2026-11-23', squeeze: 1, posAccount: 'simulator', terms: TERMS };

  it('is open from the first order until the last one has slots to choose from', () => {
    expect(openingOf([orderAt(725), orderAt(1083)], TERMS)).toEqual({ opens: '12:00', closes: '19:30' });
  });

  it('closes on the next date when its orders cross midnight, but is never open for more than a day', () => {
    expect(openingOf([orderAt(1080), orderAt(1460)], TERMS)).toEqual({ opens: '18:00', closes: '01:45' });
    expect(openingOf([orderAt(361), orderAt(1799)], TERMS)).toEqual({ opens: '06:00', closes: '06:00' });
  });

  it('takes twice its busiest slot, divided by the squeeze, and never less than one of anything', () => {
    const orders = [orderAt(1080), orderAt(1085), orderAt(1200)];
    expect(limitsOf(orders, 1, TERMS)).toEqual({ orders: 4, items: 8, amount: 3960, prepSeconds: 160 });
    expect(limitsOf(orders, 8, TERMS)).toEqual({ orders: 1, items: 1, amount: 495, prepSeconds: 20 });
  });

  it('has a place of its own at the POS', () => {
    const plan = planStore({ date: '2018-03-14', orders: [orderAt(1080)] }, 3, chain);
    expect(plan.location).toBe('rush-r-003');
  });

  it('is sold under minutes that outlast a request, however fast the clock runs', () => {
    expect(termsAt(1)).toEqual(TERMS);
    const { holdMinutes, leadMinutes, deliverMinutesBefore, giveUpMinutesBefore } = termsAt(1200);
    expect([holdMinutes, leadMinutes, deliverMinutesBefore, giveUpMinutesBefore]).toEqual([40, 50, 45, 5]);
    expect(termsAt(5000).holdMinutes).toBe(120);
  });
});

describe('the service day', () => {
  it('is the first one whose orders all lie ahead', () => {
    const noon = Date.parse('2026-11-23T12:00:00.000Z');
    expect(serviceDateFrom(noon, 12 * 60 + 30, 60_000)).toBe('2026-11-23');
    expect(serviceDateFrom(noon, 12 * 60, 60_000)).toBe('2026-11-24');
  });

  it('goes by London’s clocks, also past midnight and in summer', () => {
    expect(new Date(epochMsOfMinute('2026-11-23', 1460)).toISOString()).toBe('2026-11-24T00:20:00.000Z');
    expect(new Date(epochMsOfMinute('2026-07-01', 720)).toISOString()).toBe('2026-07-01T11:00:00.000Z');
  });

  it('has its arrivals within their minutes, in order, and the same for the same seed', () => {
    const chain = { run: 'r', businessDate: '2026-11-23', squeeze: 1, posAccount: 'simulator', terms: TERMS };
    const plans = madeUpDays(4, 1).map((day, index) => planStore(day, index + 1, chain));
    const arrivals = arrivalsOf(plans, '2026-11-23', 5);
    expect(arrivals).toEqual(arrivalsOf(plans, '2026-11-23', 5));
    expect(arrivals.map(({ atMs }) => atMs)).toEqual(arrivals.map(({ atMs }) => atMs).sort((a, b) => a - b));
    for (const { atMs, order } of arrivals) {
      const minuteMs = epochMsOfMinute('2026-11-23', order.minute);
      expect(atMs - minuteMs).toBeGreaterThanOrEqual(0);
      expect(atMs - minuteMs).toBeLessThan(60_000);
    }
  });
});

describe('the slot a guest takes', () => {
  const slots = (...states: string[]) =>
    states.map((state, index) => ({ start: `2026-11-23T1${index}:00:00.000Z`, state }));
  const from = (hour: number): number => Date.parse(`2026-11-23T${hour}:00:00.000Z`);

  it('is the first one offered that is late enough', () => {
    expect(chooseSlot(slots('open', 'full', 'few', 'open'), from(11))).toBe('2026-11-23T12:00:00.000Z');
  });

  it('is else the nearest one offered', () => {
    expect(chooseSlot(slots('open', 'few', 'full', 'held-full'), from(12))).toBe('2026-11-23T11:00:00.000Z');
  });

  it('is else the wanted one, so that the server names the limit', () => {
    expect(chooseSlot(slots('past', 'too-soon', 'full', 'full'), from(12))).toBe('2026-11-23T12:00:00.000Z');
    expect(chooseSlot(slots('past', 'full'), from(15))).toBe('2026-11-23T11:00:00.000Z');
    expect(chooseSlot([], from(12))).toBeUndefined();
  });
});

describe('the rule for skipping time', () => {
  const SPEED = 60;
  const MINUTE = 60_000;
  const quiet: Look = {
    takenAtRealMs: 0,
    now: 1_000_000,
    speed: SPEED,
    inFlight: 0,
    busy: 0,
    caughtUp: true,
    nextArrival: 1_000_000 + 60 * MINUTE,
    nextDue: undefined,
    serverPending: undefined,
    posPending: undefined,
  };
  /** What the rule says after looks at these real milliseconds, each with its own difference from quiet. */
  const after = (...looks: Partial<Look>[]): number | undefined => {
    const rule = new SkipRule();
    return looks.map(look => rule.consider({ ...quiet, ...look })).at(-1);
  };

  it('skips to just before the next arrival once two looks apart were quiet', () => {
    expect(after({})).toBeUndefined();
    expect(after({}, { takenAtRealMs: 199 })).toBeUndefined();
    expect(after({}, { takenAtRealMs: 200 })).toBe(1_000_000 + 60 * MINUTE - 100 * SPEED);
  });

  it.each<[string, Partial<Look>]>([
    ['an order is under way', { inFlight: 1 }],
    ['the server or the POS is busy', { busy: 1 }],
    ['a follower of the log is behind', { caughtUp: false }],
    ['something is overdue', { serverPending: 999_999 }],
  ])('does not skip while %s, and begins to wait anew after it', (_, unrest) => {
    expect(after({}, { ...unrest, takenAtRealMs: 300 })).toBeUndefined();
    expect(after({}, { ...unrest, takenAtRealMs: 300 }, { takenAtRealMs: 400 })).toBeUndefined();
    expect(
      after({}, { ...unrest, takenAtRealMs: 300 }, { takenAtRealMs: 400 }, { takenAtRealMs: 600 }),
    ).toBeDefined();
  });

  it('never goes beyond what anybody has pending, nor beyond the due instant of an order confirmed here', () => {
    for (const key of ['nextArrival', 'nextDue', 'serverPending', 'posPending'] as const) {
      const look = { nextArrival: 1_000_000 + 60 * MINUTE, [key]: 1_000_000 + 10 * MINUTE };
      expect(after(look, { ...look, takenAtRealMs: 5_000 })).toBe(1_000_000 + 10 * MINUTE - 100 * SPEED);
    }
  });

  it('waits for two readings of the feed while the POS has something to do', () => {
    const posPending = 1_000_000 + 30 * MINUTE;
    expect(after({ posPending }, { posPending, takenAtRealMs: 999 })).toBeUndefined();
    expect(after({ posPending }, { posPending, takenAtRealMs: 1_000 })).toBeDefined();
  });

  it('waits anew when what is pending has changed', () => {
    const looks = [{ takenAtRealMs: 900, posPending: 1_000_000 + 20 * MINUTE }];
    expect(
      after({ posPending: 1_000_000 + 10 * MINUTE }, ...looks, { ...looks[0], takenAtRealMs: 1_100 }),
    ).toBeUndefined();
  });

  it('does not skip what is hardly worth it, nor when nothing is pending at all', () => {
    const soon = { nextArrival: 1_000_000 + 599 * SPEED };
    expect(after(soon, { ...soon, takenAtRealMs: 5_000 })).toBeUndefined();
    const none = { nextArrival: undefined };
    expect(after(none, { ...none, takenAtRealMs: 5_000 })).toBeUndefined();
  });
});

describe('the judgement', () => {
  const limits = { orders: 2, items: 6, amount: 5_000, prepSeconds: 600 };
  const slot = '2026-11-23T18:00:00.000Z';
  const row = (orderId: string, change: Partial<BoardRow> = {}): BoardRow => ({
    orderId,
    slot,
    status: 'collected',
    lines: [{ quantity: 2, unitPrice: 500, prepSeconds: 100 }],
    confirmedAt: '2026-11-23T17:00:00.000Z',
    deliveredAt: '2026-11-23T17:45:02.000Z',
    ...change,
  });
  const verdictOf = (rows: BoardRow[], answered = rows.map(({ orderId }) => orderId)) =>
    judge([{ limits, terms: { deliverMinutesBefore: 15 }, rows }], answered);

  it('finds nothing wrong with a slot that is exactly full', () => {
    expect(oversoldSlotsOf({ limits, rows: [row('a'), row('b')] })).toBe(0);
  });

  it.each<[string, BoardRow[]]>([
    ['orders', [row('a'), row('b'), row('c')]],
    ['items', [row('a', { lines: [{ quantity: 7, unitPrice: 1, prepSeconds: 1 }] })]],
    ['amount', [row('a', { lines: [{ quantity: 1, unitPrice: 5_001, prepSeconds: 1 }] })]],
    ['prepSeconds', [row('a', { lines: [{ quantity: 1, unitPrice: 1, prepSeconds: 601 }] })]],
  ])('finds a slot oversold in %s', (_, rows) => {
    expect(oversoldSlotsOf({ limits, rows })).toBe(1);
  });

  it('counts slots apart, and neither holds nor what was called off', () => {
    const elsewhere = { slot: '2026-11-23T18:15:00.000Z' };
    const unsold = ['held', 'hold-expired', 'released', 'cancelled', 'voided-at-pos'].map((status, index) =>
      row(`x${index}`, { status }),
    );
    expect(oversoldSlotsOf({ limits, rows: [row('a'), row('b'), row('c', elsewhere), ...unsold] })).toBe(0);
  });

  it('calls lost what was confirmed and has no end, or is on no board', () => {
    const open = { deliveredAt: undefined };
    const rows = [
      row('delivered', { status: 'ready' }),
      row('told', { status: 'needs-a-person', ...open }),
      row('called-off', { status: 'cancelled', ...open }),
      row('forgotten', { status: 'confirmed', ...open }),
      row('unknown', { status: 'unsettled', ...open }),
      { orderId: 'hold', slot, status: 'held' },
    ];
    expect(verdictOf(rows, [])).toMatchObject({
      confirmed: 5,
      lost: 2,
      escalated: 1,
      unknownOpen: 1,
      collected: 0,
    });
    expect(verdictOf(rows, ['delivered', 'vanished'])).toMatchObject({ lost: 3 });
  });

  it('measures lateness from when a delivery was due, or from a confirmation after that', () => {
    const late = row('late', {
      confirmedAt: '2026-11-23T17:50:00.000Z',
      deliveredAt: '2026-11-23T17:50:01.000Z',
    });
    expect(verdictOf([row('a'), late]).latenessMs).toEqual([2_000, 1_000]);
  });

  it('counts the tickets of its own stores, and those beyond the first of an order', () => {
    const ticket = (location: string, reference: string, status = 'collected') => ({
      location,
      status,
      order: { reference },
    });
    const ledger = [
      ticket('here', 'a'),
      ticket('here', 'a'),
      ticket('here', 'b'),
      ticket('here', 'b', 'voided'),
      ticket('there', 'a'),
    ];
    expect(countTickets(ledger, new Set(['here']))).toEqual({ live: 3, duplicate: 1 });
  });

  it('names the invariants that are broken, and those that nobody could judge', () => {
    const broken = brokenBy({ oversoldSlots: 1, tickets: { live: 2, duplicate: 1 }, lost: 1 });
    expect(broken.map(text => text.slice(0, 2))).toEqual(['I1', 'I2', 'I3']);
    const unknown = { oversoldSlots: 0, tickets: { live: null, duplicate: null }, lost: null };
    expect(brokenBy(unknown)).toEqual([]);
    expect(unjudgedBy(unknown)).toEqual(['I2 single delivery', 'I3 no loss']);
    expect(unjudgedBy({ oversoldSlots: 0, tickets: { live: 1, duplicate: 0 }, lost: 0 })).toEqual([]);
  });

  it('takes percentiles by nearest rank', () => {
    expect(percentilesOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      p50: 50,
      p99: 99,
    });
    expect(percentilesOf([7])).toEqual({ p50: 7, p99: 7 });
    expect(percentilesOf([])).toEqual({ p50: null, p99: null });
  });
});
