import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres/index.js';
import { ClockSegmentRefused, StoredClock } from '../../src/platform/stored-clock/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { HandTime, OPENING_MS } from '../event-sourcing/clocks.js';

describe('The stored clock', () => {
  let database: TestDatabase;
  let pool: Pool;
  let time: HandTime;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    time = new HandTime();
    await pool.query('drop table if exists clock_segment');
  });

  const open = (speed = 60, start?: string) => StoredClock.open(pool, time, { speed, start });
  const nextOf = (clock: StoredClock, aheadMs = 3_600_000, speed = 60) => ({
    number: clock.segment.number + 1,
    realEpochMs: time.utcMs(),
    virtualEpochMs: clock.nowMs() + aheadMs,
    speed,
  });

  it('begins now, or at the start it is given', async () => {
    expect((await open()).nowMs()).toBe(OPENING_MS);
    await pool.query('drop table clock_segment');
    expect((await open(1, '2027-01-01T11:00:00.000Z')).now()).toBe('2027-01-01T11:00:00.000Z');
  });

  it('is real time only while nobody has started it elsewhere, sped it up or moved it', async () => {
    const real = await open(1);
    expect(real.isRealTime).toBe(true);
    await real.steer(nextOf(real, 3_600_000, 1));
    expect(real.isRealTime).toBe(false);
    await pool.query('drop table clock_segment');
    expect((await open(2)).isRealTime).toBe(false);
    await pool.query('drop table clock_segment');
    expect((await open(1, '2027-01-01T11:00:00.000Z')).isRealTime).toBe(false);
  });

  it('shows the same time on two nodes, whatever the second was told to begin with', async () => {
    const first = await open(60);
    time.pass(1_000);
    const second = await open(1, '2030-01-01T00:00:00.000Z');
    expect(second.segment).toEqual(first.segment);
    expect(second.now()).toBe(first.now());
  });

  it('is begun once by nodes that start at the same moment', async () => {
    const clocks = await Promise.all([open(60), open(120), open(240)]);
    expect(new Set(clocks.map(({ segment }) => JSON.stringify(segment))).size).toBe(1);
  });

  it('goes on after a restart as if it had run meanwhile', async () => {
    const before = await open(60);
    await before.steer(nextOf(before));
    time.pass(5_000);
    const after = await open(1);
    expect(after.now()).toBe(before.now());
    expect(after.segment.number).toBe(2);
  });

  it('takes its next segment, and the same again', async () => {
    const clock = await open();
    const next = nextOf(clock);
    await clock.steer(next);
    await clock.steer(next);
    const { speed, virtualEpochMs, realEpochMs, number } = next;
    await clock.steer({ speed, virtualEpochMs, realEpochMs, number });
    expect(clock.segment).toEqual(next);
    expect((await pool.query('select * from clock_segment')).rowCount).toBe(2);
  });

  it('is steered on one node and told on the other', async () => {
    const [one, other] = [await open(), await open()];
    const next = nextOf(one);
    await one.steer(next);
    await other.steer(next);
    expect(other.now()).toBe(one.now());
  });

  it('learns from the other node what it was not told, when it is told the one after', async () => {
    const [one, other] = [await open(), await open()];
    await one.steer(nextOf(one));
    const third = nextOf(one);
    await other.steer(third);
    expect(other.segment).toEqual(third);
  });

  it.each<[what: string, change: (clock: StoredClock) => object]>([
    ['skips a number', clock => ({ ...nextOf(clock), number: 3 })],
    ['would turn the clock back', clock => nextOf(clock, -1)],
    ['contradicts the one stored under its number', ({ segment }) => ({ ...segment, speed: 2 })],
    ['is dated beyond what an order id can say', clock => nextOf(clock, 200 * 366 * 86_400_000)],
  ])('refuses a segment that %s, and changes nothing', async (_, change) => {
    const clock = await open();
    const before = clock.segment;
    await expect(clock.steer(change(clock) as typeof before)).rejects.toBeInstanceOf(ClockSegmentRefused);
    expect(clock.segment).toEqual(before);
    expect((await pool.query('select * from clock_segment')).rowCount).toBe(1);
  });

  it('takes one of two different segments that two nodes are told at once', async () => {
    const [one, other] = [await open(), await open()];
    const outcomes = await Promise.allSettled([
      one.steer(nextOf(one, 1_000_000)),
      other.steer(nextOf(other, 2_000_000)),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const third = await open();
    expect([one.now(), other.now()]).toContain(third.now());
  });
});
