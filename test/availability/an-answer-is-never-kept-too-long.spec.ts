import {
  after,
  before,
  dayOpened,
  MORNING,
  MORNING_HOLD_ENDS,
  slot,
  timeslotHeld,
} from '../specification/service-day.js';
import { storePaused } from '../specification/store-controls.js';
import { DAY, openedCounter, STORE, type Counter } from './counter.js';

const WEEK_MINUTES = 7 * 1_440;
const PAUSE_ENDS = after(MORNING, 30);
const HOURS_TO_CLOSING = 6;

/** What is going on, and what it makes of the first slot just before and at an instant. */
interface Boundary {
  readonly at: string;
  readonly begins?: string;
  readonly states: readonly [string, string];
  readonly facts?: (counter: Counter) => Promise<void>;
}

const boundaries: Readonly<Record<string, Boundary>> = {
  'a slot comes within the horizon': {
    at: before(slot(0), WEEK_MINUTES),
    begins: before(slot(0), WEEK_MINUTES + 60),
    states: ['closed', 'open'],
  },
  'a lead time begins': { at: before(slot(0), 20), states: ['open', 'too-soon'] },
  'a slot starts': { at: slot(0), begins: after(slot(0), -1), states: ['too-soon', 'past'] },
  'a hold is over': {
    at: MORNING_HOLD_ENDS,
    states: ['held-full', 'open'],
    facts: counter => counter.hear(DAY, dayOpened({ limits: { orders: 1 } }), timeslotHeld()),
  },
  'a pause of an open day is over': {
    at: PAUSE_ENDS,
    states: ['paused', 'open'],
    facts: counter => counter.hear(DAY, dayOpened({ pause: { until: PAUSE_ENDS, reason: 'no bread' } })),
  },
  'a pause of its store is over, where nobody has opened the day': {
    at: PAUSE_ENDS,
    states: ['paused', 'open'],
    facts: counter => counter.hear(STORE, storePaused({ until: PAUSE_ENDS })),
  },
};

interface Kept {
  readonly tag: string | undefined;
  readonly state: string | undefined;
  readonly validUntil: string | undefined;
}

type Ask = () => Promise<Kept>;

const asked =
  (counter: Counter): Ask =>
  async () => {
    const { slots, validUntil } = await counter.answer();
    const state = slots.find(({ start }) => start === slot(0))?.state;
    return { tag: await counter.tag(), state, validUntil };
  };

/** Asks two milliseconds before a boundary, one before, at it, and one after. */
const around = async (counter: Counter, at: string, ask: Ask) => {
  const kept: Kept[] = [];
  for (const ms of [-2, -1, 0, 1]) {
    counter.at(after(at, 0, ms));
    kept.push(await ask());
  }
  return kept;
};

const begun = async ({ begins = MORNING, facts }: Boundary): Promise<Counter> => {
  const counter = await openedCounter();
  await facts?.(counter);
  return counter.at(begins);
};

describe.each(Object.entries(boundaries))('when %s', (_, boundary) => {
  const { at, states } = boundary;
  const [earlier, from] = states;
  const expected = [earlier, earlier, from, from];

  it('an answer is another from that very millisecond on, and its tag with it', async () => {
    const counter = await begun(boundary);
    const kept = await around(counter, at, asked(counter));
    expect(kept.map(({ state }) => state)).toEqual(expected);
    const [early, justBefore, then, justAfter] = kept.map(({ tag }) => tag);
    expect([early === justBefore, justBefore === then, then === justAfter]).toEqual([true, false, true]);
    expect(kept.slice(0, 2).map(({ validUntil }) => validUntil)).toEqual([at, at]);
  });

  it('an answer that is kept beyond it is found out', async () => {
    const counter = await begun(boundary);
    counter.at(after(at, 0, -2));
    const first = await asked(counter)();
    const keptForEver = await around(counter, at, () => Promise.resolve(first));
    expect(keptForEver.map(({ state }) => state)).not.toEqual(expected);
  });
});

describe('when a day may be closed', () => {
  it('its answer is made anew, as it may be the last', async () => {
    const counter = await openedCounter();
    await counter.hear(DAY, dayOpened());
    const mayClose = after(slot(4), HOURS_TO_CLOSING * 60);
    counter.at(slot(3));
    expect((await counter.answer()).validUntil).toBe(mayClose);
    counter.at(mayClose);
    expect(await counter.answer()).not.toHaveProperty('validUntil');
  });
});
