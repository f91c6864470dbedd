import { openedCounter, type Counter } from './counter.js';
import { hours } from '../specification/store-controls.js';
import { STORE_ID } from '../specification/service-day.js';

/** Sundays on which clocks in London are changed. */
const SPRING = '2031-03-30';
const AUTUMN = '2031-10-26';

const nightCounter = async (at: string): Promise<Counter> => {
  const night = [{ opens: '00:00', closes: '03:00' }];
  return (await openedCounter({ hours: hours({ sunday: night }) })).at(at);
};

const startsOf = async (counter: Counter, date: string) =>
  (await counter.answer(STORE_ID, date)).slots.map(({ start, local }) => ({ start, local }));

describe('in the night clocks are set back', () => {
  it('both times of 01:30 are slots of their own, and tell which they are', async () => {
    const starts = await startsOf(await nightCounter('2031-10-25T12:00:00.000Z'), AUTUMN);
    expect(starts.filter(({ local }) => local.includes('T01:30'))).toEqual([
      { start: '2031-10-26T00:30:00.000Z', local: '2031-10-26T01:30:00+01:00' },
      { start: '2031-10-26T01:30:00.000Z', local: '2031-10-26T01:30:00+00:00' },
    ]);
    expect(starts).toHaveLength(16);
  });
});

describe('in the night clocks are put forward', () => {
  it('no slot starts at a time that clocks skip, and none is missing beside it', async () => {
    const starts = await startsOf(await nightCounter('2031-03-29T12:00:00.000Z'), SPRING);
    const locals = starts.map(({ local }) => local.slice(11));
    expect(locals).toEqual([
      ...['00:00:00+00:00', '00:15:00+00:00', '00:30:00+00:00', '00:45:00+00:00'],
      ...['02:00:00+01:00', '02:15:00+01:00', '02:30:00+01:00', '02:45:00+01:00'],
    ]);
  });
});

describe('whenever it is', () => {
  it.each([SPRING, AUTUMN])(
    'the slots of %s come in order of their start, none of them twice',
    async date => {
      const starts = (await startsOf(await nightCounter(`${date}T00:00:00.000Z`), date)).map(
        ({ start }) => start,
      );
      expect(starts).toEqual([...new Set(starts)].sort());
    },
  );

  it.each([SPRING, AUTUMN])('every local time of %s is that of its instant', async date => {
    for (const { start, local } of await startsOf(await nightCounter(`${date}T00:00:00.000Z`), date)) {
      expect(new Date(local).toISOString()).toBe(start);
    }
  });
});
