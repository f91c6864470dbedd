import { AvailabilityModel } from '../../src/availability/availability-model.js';
import type { NewEvent } from '../../src/event-sourcing/event-store.js';
import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import type { StoreDetails } from '../../src/stores/domain/store.events.js';
import { planned, store, storeOpened } from '../specification/store-controls.js';
import {
  dayOpened,
  MORNING,
  MORNING_HOLD_ENDS,
  slot,
  STORE_ID,
  timeslotHeld,
} from '../specification/service-day.js';

const DATE = '2031-06-02';
const DAY = `serviceDay-${STORE_ID}_${DATE}`;

/** A model of what these streams hold, under a clock that a spec sets. */
class Counter {
  private readonly log = new InMemoryEventStore();
  private now = MORNING;
  private readonly streams = new Map<string, bigint>();
  readonly model = new AvailabilityModel(this.log, { now: () => this.now }, async () => ({
    position: 0n,
    storeIds: [],
    streams: [],
  }));

  at(instant: string): this {
    this.now = instant;
    return this;
  }

  async hear(stream: string, event: Pick<NewEvent, 'type' | 'data'>): Promise<void> {
    const revision = this.streams.get(stream);
    const metadata = { decidedAt: this.now, schemaVersion: 1 } as NewEvent['metadata'];
    const id = `${stream} ${revision}`;
    const outcome = await this.log.append(stream, [{ id, metadata, ...event }], revision ?? 'noStream');
    if (outcome.kind !== 'written') throw new Error(outcome.kind);
    this.streams.set(stream, outcome.revision);
    for await (const recorded of this.log.readStream(stream, { from: outcome.revision })) {
      await this.model.handle([recorded]);
    }
  }

  async answer(storeId = STORE_ID, date = DATE) {
    const answer = await this.model.answer(storeId, date);
    const body =
      answer && (JSON.parse(answer.body.toString()) as { slots: { start: string; state: string }[] });
    return { ...answer, ...body };
  }
}

const opened = async (changes: Partial<StoreDetails> = {}): Promise<Counter> => {
  const counter = new Counter();
  await counter.model.begin();
  await counter.hear(`store-${STORE_ID}`, storeOpened(changes));
  return counter;
};

describe('a day that nobody opened', () => {
  it('is answered as its store would sell it', async () => {
    const counter = await opened();
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
    const counter = await opened({ hours: { ...store().hours, monday: [] } });
    expect((await counter.answer()).slots).toEqual([]);
  });

  it('is closed beyond the horizon', async () => {
    const counter = await opened();
    expect((await counter.answer(STORE_ID, '2031-07-01')).slots?.map(({ state }) => state)).toEqual(
      Array(8).fill('closed'),
    );
  });

  it('of a store nobody opened has no answer', async () => {
    const counter = await opened();
    expect(await counter.answer('sto_0000000000002')).toEqual({});
  });
});

describe('a prepared answer', () => {
  it('is the same bytes under the same tag until it ends, and is made anew then', async () => {
    const counter = await opened();
    const first = await counter.answer();
    expect(first.validUntil).toBe('2031-06-02T10:40:00.000Z');
    expect((await counter.at('2031-06-02T10:39:59.999Z').answer()).body).toBe(first.body);
    const second = await counter.at('2031-06-02T10:40:00.000Z').answer();
    expect(second.etag).not.toBe(first.etag);
    expect(second.slots?.[0]?.state).toBe('too-soon');
  });

  it('has a tag that depends on what it says alone', async () => {
    const [one, other] = [await opened(), await opened()];
    expect((await one.answer()).etag).toBe((await other.answer()).etag);
    expect((await one.answer()).etag).toMatch(/^"[\w-]{22}"$/);
  });

  it('is made anew when something happens on its day, and only then', async () => {
    const counter = await opened();
    const tomorrow = await counter.answer(STORE_ID, '2031-06-03');
    await counter.hear(DAY, dayOpened({ limits: { orders: 1 } }));
    await counter.hear(DAY, timeslotHeld());
    const today = await counter.answer();
    expect(today.slots?.[0]).toMatchObject({
      start: slot(0),
      state: 'held-full',
      earliestExpiry: MORNING_HOLD_ENDS,
    });
    expect(today.validUntil).toBe(MORNING_HOLD_ENDS);
    expect((await counter.answer(STORE_ID, '2031-06-03')).body).toBe(tomorrow.body);
  });

  it('never ends when time alone changes nothing any more', async () => {
    const counter = (await opened()).at('2031-06-09T00:00:00.000Z');
    expect((await counter.answer()).validUntil).toBe('9999-12-31T23:59:59.999Z');
  });
});
