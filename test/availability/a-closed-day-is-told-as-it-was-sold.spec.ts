import {
  after,
  dayClosed,
  dayOpened,
  heldAndConfirmed,
  orderCancelled,
  personalDataForgotten,
  slot,
  STORE_ID,
} from '../specification/service-day.js';
import { storeOpened } from '../specification/store-controls.js';
import { Counter, DATE, DAY, openedCounter, STORE } from './counter.js';

const OVER = after(slot(4), 7 * 60);
const NEXT_DAY = after(OVER, 1_440);
const OTHER_DATE = '2031-06-04';
const sold = [dayOpened(), ...heldAndConfirmed()];

/** A day on which one order was sold, closed, and a model that heard of all of it. */
const closedDay = async (): Promise<Counter> => {
  const counter = await openedCounter();
  await counter.hear(DAY, ...sold);
  counter.at(OVER);
  await counter.hear(DAY, dayClosed());
  return counter.at(NEXT_DAY);
};

const firstOf = async (counter: Counter) => (await counter.answer()).slots[0]?.load.orders;

describe('a closed day', () => {
  it('is told as it was sold, not as its store would sell it', async () => {
    expect(await firstOf(await closedDay())).toEqual({ limit: 2, held: 0, confirmed: 1, remaining: 1 });
  });

  it('would be told as if nothing had been sold, if it were not read from the log', async () => {
    const counter = await closedDay();
    counter.log.hidden = DAY;
    expect(await firstOf(counter)).toMatchObject({ confirmed: 0 });
  });

  it('is told the same by a model that began after it was closed', async () => {
    const counter = await closedDay();
    const tag = await counter.tag();
    await counter.restart(BigInt(counter.recorded.length));
    expect(await counter.tag()).toBe(tag);
    expect(await firstOf(counter)).toMatchObject({ confirmed: 1 });
  });

  it('is not kept in memory', async () => {
    const counter = await closedDay();
    const before = counter.log.reads;
    await counter.answer();
    expect(counter.log.reads).toBe(before + 1);
  });

  it('is read once for all who ask, and for those who ask later', async () => {
    const counter = await closedDay();
    const before = counter.log.reads;
    await Promise.all([counter.answer(), counter.answer(), counter.answer()]);
    await counter.answer();
    expect(counter.log.reads).toBe(before + 1);
  });

  it('is told with what became known of it later', async () => {
    const counter = await closedDay();
    await counter.answer();
    await counter.hear(DAY, orderCancelled());
    expect(await firstOf(counter)).toMatchObject({ confirmed: 0, remaining: 2 });
  });

  it('is told with what became known of it while it was read', async () => {
    const counter = await closedDay();
    const overtaken = counter.tag();
    await counter.hear(DAY, orderCancelled());
    await overtaken;
    expect(await firstOf(counter)).toMatchObject({ confirmed: 0 });
  });

  it('is not folded again by every late fact', async () => {
    const counter = await closedDay();
    const before = counter.log.reads;
    for (let n = 0; n < 5; n += 1) await counter.hear(DAY, personalDataForgotten());
    expect(counter.log.reads).toBe(before);
  });

  it('offers nothing, even where its store would open again on that date', async () => {
    const counter = await openedCounter();
    await counter.hear(DAY, ...sold, dayClosed());
    expect(await counter.states()).toEqual(Array(4).fill('closed'));
    expect(await counter.answer()).not.toHaveProperty('pausedUntil');
  });
});

describe('a day that nobody has opened', () => {
  it('is told from memory where it cannot have been closed before the model began', async () => {
    const counter = await openedCounter();
    const before = counter.log.reads;
    expect(await counter.states(STORE_ID, OTHER_DATE)).toEqual(Array(8).fill('open'));
    expect(counter.log.reads).toBe(before);
  });

  it('is looked for in the log once, where it may have been', async () => {
    const counter = await openedCounter();
    const before = counter.log.reads;
    await counter.answer();
    counter.at(slot(1));
    await counter.answer();
    expect(counter.log.reads).toBe(before + 1);
  });

  it('is told by its own facts as soon as somebody opens it', async () => {
    const counter = await openedCounter();
    await counter.answer();
    await counter.hear(DAY, ...sold);
    expect(await firstOf(counter)).toMatchObject({ confirmed: 1 });
  });

  it('is found by a model that has not heard of it yet', async () => {
    const counter = await openedCounter();
    for (const fact of sold) await counter.record(DAY, fact);
    expect(await firstOf(counter)).toMatchObject({ confirmed: 1 });
  });

  it('of a store that nobody has opened is not looked for', async () => {
    const counter = await openedCounter();
    const before = counter.log.reads;
    expect(await counter.tag('sto_0000000000002', DATE)).toBeUndefined();
    expect(counter.log.reads).toBe(before);
  });
});

describe('a model that begins behind the closing of a day', () => {
  it('lets it go while it begins', async () => {
    const counter = await closedDay();
    const opening = counter.recorded.find(({ type }) => type === 'ServiceDayOpened');
    await counter.restart(opening?.position ?? 0n);
    const before = counter.log.reads;
    expect(await firstOf(counter)).toMatchObject({ confirmed: 1 });
    expect(counter.log.reads).toBe(before + 1);
  });

  it('does not need the store to be opened twice', async () => {
    const counter = new Counter();
    await counter.record(STORE, storeOpened());
    await counter.restart(1n);
    expect(await counter.states(STORE_ID, OTHER_DATE)).toHaveLength(8);
  });
});
