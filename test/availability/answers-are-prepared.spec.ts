import {
  after,
  dayOpened,
  MORNING,
  MORNING_HOLD_ENDS,
  slot,
  STORE_ID,
  terms,
  timeslotHeld,
} from '../specification/service-day.js';
import {
  capacityOverridden,
  planned,
  store,
  storePaused,
  storeResumed,
  termsChanged,
} from '../specification/store-controls.js';
import { DATE, DAY, openedCounter, STORE, type Counter } from './counter.js';

const bodyOf = async (counter: Counter, date = DATE) => (await counter.model.answer(STORE_ID, date))?.body;

describe('a day that nobody opened', () => {
  it('is answered as its store would sell it', async () => {
    const counter = await openedCounter();
    const { slots } = planned({});
    expect(await counter.answer()).toMatchObject({
      storeId: STORE_ID,
      businessDate: DATE,
      zone: 'Europe/London',
      currency: 'GBP',
      slots: slots.map(({ start, end }) => ({
        start,
        end,
        state: 'open',
        load: { orders: { limit: 2, held: 0, confirmed: 0, remaining: 2 } },
      })),
    });
  });

  it('has no slots where the store is closed', async () => {
    const counter = await openedCounter({ hours: { ...store().hours, monday: [] } });
    expect((await counter.answer()).slots).toEqual([]);
  });

  it('is closed beyond the horizon', async () => {
    const counter = await openedCounter();
    expect(await counter.states(STORE_ID, '2031-07-01')).toEqual(Array(8).fill('closed'));
  });

  it('has the limits that were overridden for it, and no other day has them', async () => {
    const counter = await openedCounter();
    await counter.answer();
    await counter.hear(STORE, capacityOverridden({ to: slot(1), limits: { items: 7 } }));
    const { slots: today } = await counter.answer();
    const [overridden, next] = today.filter(({ start }) => start >= slot(0));
    expect([overridden?.load, next?.load]).toEqual([
      { items: { limit: 7, held: 0, confirmed: 0, remaining: 7 } },
      { orders: { limit: 2, held: 0, confirmed: 0, remaining: 2 } },
    ]);
    const { slots: tomorrow } = await counter.answer(STORE_ID, '2031-06-03');
    expect(tomorrow.filter(({ load }) => load.items !== undefined)).toEqual([]);
  });

  it('is paused while its store is, and says until when', async () => {
    const counter = await openedCounter();
    await counter.hear(STORE, storePaused({ until: after(MORNING, 30) }));
    expect(await counter.answer()).toMatchObject({ pausedUntil: after(MORNING, 30) });
    expect(await counter.states()).toEqual(Array(8).fill('paused'));
    await counter.hear(STORE, storeResumed());
    expect(await counter.states()).toEqual(Array(8).fill('open'));
    expect(await counter.answer()).not.toHaveProperty('pausedUntil');
  });

  it('of a store nobody opened has no answer', async () => {
    const counter = await openedCounter();
    expect(await counter.tag('sto_0000000000002')).toBeUndefined();
  });
});

describe('a day that somebody opened', () => {
  it('is sold under its own terms until it has heard of those of its store', async () => {
    const counter = await openedCounter();
    await counter.hear(DAY, dayOpened());
    const tag = await counter.tag();
    await counter.hear(STORE, storePaused(), termsChanged({ terms: terms({ limits: { orders: 0 } }) }));
    expect(await counter.tag()).toBe(tag);
  });
});

describe('a prepared answer', () => {
  it('is the same bytes under the same tag until it ends, and is made anew then', async () => {
    const counter = await openedCounter();
    const first = await bodyOf(counter);
    expect((await counter.answer()).validUntil).toBe('2031-06-02T10:40:00.000Z');
    expect(await bodyOf(counter.at('2031-06-02T10:39:59.999Z'))).toBe(first);
    const tag = await counter.tag();
    counter.at('2031-06-02T10:40:00.000Z');
    expect(await counter.tag()).not.toBe(tag);
    expect((await counter.states())[0]).toBe('too-soon');
  });

  it('has a tag that depends on what it says alone', async () => {
    const [one, other] = [await openedCounter(), await openedCounter()];
    expect(await one.tag()).toBe(await other.tag());
    expect(await one.tag()).toMatch(/^"[\w-]{22}"$/);
  });

  it('is made anew when something happens on its day, and only then', async () => {
    const counter = await openedCounter();
    const tomorrow = await bodyOf(counter, '2031-06-03');
    await counter.hear(DAY, dayOpened({ limits: { orders: 1 } }), timeslotHeld());
    const today = await counter.answer();
    expect(today.slots[0]).toMatchObject({
      start: slot(0),
      state: 'held-full',
      earliestExpiry: MORNING_HOLD_ENDS,
    });
    expect(today.validUntil).toBe(MORNING_HOLD_ENDS);
    expect(await bodyOf(counter, '2031-06-03')).toBe(tomorrow);
  });

  it('never ends when time alone changes nothing any more', async () => {
    const counter = (await openedCounter()).at('2031-06-09T00:00:00.000Z');
    expect(await counter.answer()).not.toHaveProperty('validUntil');
  });

  it('is judged by the time of its stream where that is ahead of the clock of this node', async () => {
    const counter = await openedCounter();
    await counter.hear(DAY, dayOpened({ limits: { orders: 1 } }), timeslotHeld());
    const elsewhere = await counter.record(
      DAY,
      timeslotHeld({ orderId: 'ord_9', slot: slot(2) }),
      MORNING_HOLD_ENDS,
    );
    await counter.model.handle([elsewhere]);
    expect((await counter.states())[0]).toBe('open');
  });
});
