import { EVENT_STORE, LANE_SURROUNDINGS, type EventStore } from '../../src/event-sourcing/index.js';
import type { LaneLimits, LaneSurroundings } from '../../src/event-sourcing/lane-surroundings.js';
import { withCellarPart } from '../equipment/swapped-provider.js';
import { closeHouses, openedStore, openHouse, type Held } from '../http/house.js';
import { freshKey } from '../http/http-client.js';
import { expectRefusal } from '../http/refusal.js';
import { DATE, holdBody } from '../http/requests.js';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

let house: Awaited<ReturnType<typeof openHouse>>;
let limits: Writable<LaneLimits>;
let lose: 'nothing' | 'the answer' | 'the append' = 'nothing';

/** A log whose appends get lost as the spec says. */
const lossy = (store: EventStore): EventStore => {
  const append = store.append.bind(store);
  return Object.assign(store, {
    append: async (...args: Parameters<EventStore['append']>) => {
      if (lose === 'nothing') return append(...args);
      if (lose === 'the answer') await append(...args);
      return { kind: 'unknown' as const, cause: new Error('the connection was lost') };
    },
  });
};

beforeAll(async () => {
  house = await openHouse({
    adapt: app =>
      withCellarPart<LaneSurroundings>(
        withCellarPart(app, EVENT_STORE, lossy),
        LANE_SURROUNDINGS,
        around => ({ ...around, limits: (limits = { ...around.limits }) }),
      ),
  });
});
afterAll(closeHouses);
const unchanged = { queueMax: 2_000, batchBytesMax: 512 * 1024, settleMs: 5_000 };
afterEach(() => {
  Object.assign(limits, unchanged);
  lose = 'nothing';
});

const holdsOf = async (storeId: string): Promise<number> => {
  const { rows } = await house.sql.query<{ holds: number }>(
    `select count(*)::int as holds from log_event where type = 'TimeslotHeld' and stream = $1`,
    [`serviceDay-${storeId}_${DATE}`],
  );
  return rows[0]?.holds ?? -1;
};

/** A hold that meets a fault, and the same hold repeated with its key once the fault is over. */
const holdTwice = async (fault: () => void | Promise<void>, over: () => void | Promise<void>) => {
  const storeId = await openedStore(house.server);
  const key = { 'idempotency-key': freshKey() };
  const hold = () => house.server.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody(), key);
  await fault();
  const first = await hold();
  await over();
  const second = await hold();
  return { first, second, holds: await holdsOf(storeId) };
};

describe('A command', () => {
  it('that finds too many waiting is answered 503 BUSY and when to come again, and changes nothing', async () => {
    const { first, second, holds } = await holdTwice(
      () => void (limits.queueMax = 0),
      () => void (limits.queueMax = unchanged.queueMax),
    );
    expectRefusal(first, { status: 503, code: 'BUSY' });
    expect(Number(first.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect([second.status, holds]).toEqual([201, 1]);
  });

  it('that records more than one append may carry is answered 413 and what to do, and changes nothing', async () => {
    const { first, second, holds } = await holdTwice(
      () => void (limits.batchBytesMax = 100),
      () => void (limits.batchBytesMax = unchanged.batchBytesMax),
    );
    expectRefusal(first, { status: 413, code: 'COMMAND_TOO_LARGE' });
    expect(first.body).toMatchObject({ detail: expect.stringContaining('Ask for less') as string });
    expect(first.headers.has('retry-after')).toBe(false);
    expect([second.status, holds]).toEqual([201, 1]);
  });

  it.each(['the answer', 'the append'] as const)(
    'is answered 503 OUTCOME_UNKNOWN when %s is lost, and repeating it with its key does it once',
    async lost => {
      const { first, second, holds } = await holdTwice(
        () => {
          lose = lost;
          limits.settleMs = 0;
        },
        () => {
          lose = 'nothing';
          limits.settleMs = unchanged.settleMs;
        },
      );
      expectRefusal(first, { status: 503, code: 'OUTCOME_UNKNOWN' });
      expect(first.headers.get('retry-after')).toBe('1');
      expect(first.body).toMatchObject({ detail: expect.stringContaining('same Idempotency-Key') as string });
      expect([second.status, holds]).toEqual([201, 1]);
    },
  );

  it('would be done twice if it were repeated with another key', async () => {
    const storeId = await openedStore(house.server);
    lose = 'the answer';
    limits.settleMs = 0;
    const hold = () => house.server.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody());
    expectRefusal(await hold(), { status: 503, code: 'OUTCOME_UNKNOWN' });
    lose = 'nothing';
    expect([(await hold()).status, await holdsOf(storeId)]).toEqual([201, 2]);
  });

  it('on a stream that a newer release wrote to is answered 503 EVENT_UNKNOWN_TO_NODE until that is known', async () => {
    const storeId = await openedStore(house.server);
    const hold = () => house.server.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody());
    expect((await hold()).status).toBe(201);
    await house.sql.query(
      `select log_append(array[stream], array[max(revision)], '{1}', array[gen_random_uuid()], '{FromTheFuture}',
         array['{}'::json], array[(array_agg(metadata))[1]]) from log_event where stream = $1 group by stream`,
      [`serviceDay-${storeId}_${DATE}`],
    );
    const refused = await hold();
    expectRefusal(refused, { status: 503, code: 'EVENT_UNKNOWN_TO_NODE' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await holdsOf(storeId)).toBe(1);
  });
});
