import { planOf, storeOf, storeOpened, storePaused, storeResumed } from '../specification/store-controls.js';
import * as stores from '../specification/store-controls.js';
import { openDaysChange } from '../../src/projections/open-days/open-days.projection.js';
import { openDaysProjection, OpenDayRow, readOpenDays } from '../../src/projections/open-days/index.js';
import { shownStore } from '../../src/projections/open-days/shown-store.js';
import { StoreRow } from '../../src/projections/open-days/open-days.entities.js';
import { closeHouses } from '../http/house.js';
import * as day from '../specification/service-day.js';
import { DATE, DAY, openReadModels, recordedIn, STORE, STORE_ID, type ReadModels } from './told-log.js';

const OPERATOR = { id: 'operator-1', roles: ['operator'] as const };
const AUDITOR = { id: 'auditor-1', roles: ['auditor'] as const };
const STOREFRONT = { id: 'storefront-1', roles: ['storefront'] as const };

describe('What happens on a day', () => {
  const changeBy = (event: Parameters<typeof recordedIn>[1][number]) =>
    openDaysChange(recordedIn(DAY, [event])[0]!);

  it('changes the list of open days when the day is opened, and when it is closed', () => {
    const row = { stream: DAY, storeId: STORE_ID, businessDate: DATE };
    expect(changeBy(day.dayOpened({ storeId: STORE_ID }))).toEqual({ day: 'opened', row });
    expect(changeBy(day.dayClosed())).toEqual({ day: 'closed', stream: DAY });
  });

  it('changes nothing in it otherwise', () => {
    expect(changeBy(day.timeslotHeld())).toBeUndefined();
    expect(changeBy(day.orderReady())).toBeUndefined();
  });
});

describe('The list of stores and open days', () => {
  let models: ReadModels;

  beforeAll(async () => {
    models = await openReadModels();
  });
  afterAll(async () => {
    await models.database.destroy();
    await closeHouses();
  });
  beforeEach(() => models.sql.query('truncate store_list, open_day, closed_day, projection_checkpoint'));

  const tell = (...events: Parameters<ReadModels['tell']>[1]) => models.tell(openDaysProjection, events);
  const openStreams = async () =>
    (await models.database.getRepository(OpenDayRow).find()).map(({ stream }) => stream);
  const storeRow = () => models.database.getRepository(StoreRow).findOneByOrFail({ storeId: STORE_ID });

  const lunch = [day.dayOpened({ storeId: STORE_ID }), day.timeslotHeld(), day.dayClosed(), day.orderReady()];

  it('has a day from its opening to its closing', async () => {
    const [opened, held, closed] = recordedIn(DAY, lunch);
    await tell(opened!, held!);
    expect(await openStreams()).toEqual([DAY]);
    await tell(closed!);
    expect(await openStreams()).toEqual([]);
  });

  it('has no day that was closed: not for late facts, and not when its beginning is told again', async () => {
    const events = recordedIn(DAY, lunch);
    await tell(...events);
    expect(await openStreams()).toEqual([]);
    for (let end = 1; end <= events.length; end += 1) await tell(...events.slice(0, end));
    expect(await openStreams()).toEqual([]);
  });

  it('would have it again if nobody remembered that it was closed', async () => {
    const events = recordedIn(DAY, lunch);
    await tell(...events);
    await models.sql.query('truncate closed_day');
    await tell(events[0]!);
    expect(await openStreams()).toEqual([DAY]);
  });

  it('answers for one store, or for all', async () => {
    const elsewhere = 'sto_0000000000002';
    const there = day.dayOpened({ storeId: elsewhere });
    await tell(
      ...recordedIn(STORE, [storeOpened({ storeId: STORE_ID })]),
      ...recordedIn(DAY, [day.dayOpened({ storeId: STORE_ID })]),
    );
    await tell(
      ...recordedIn(`store-${elsewhere}`, [storeOpened({ storeId: elsewhere })]),
      ...recordedIn(`serviceDay-${elsewhere}_${DATE}`, [there]),
    );
    const all = await readOpenDays(models.database);
    expect(new Set(all.storeIds)).toEqual(new Set([STORE_ID, elsewhere]));
    expect(all.streams).toHaveLength(2);
    expect(await readOpenDays(models.database, STORE_ID)).toEqual({
      position: 0n,
      storeIds: [STORE_ID],
      streams: [DAY],
    });
  });

  const changes = [
    storeOpened({ storeId: STORE_ID }),
    stores.hoursChanged({ hours: stores.hours({ sunday: [] }) }),
    stores.termsChanged({ terms: day.terms({ leadMinutes: 45 }) }),
    stores.capacityOverridden(),
    storePaused(),
    stores.posConnected({ posAccount: { account: 'other', location: 'here' } }),
    stores.contactsChanged({ contacts: [] }),
  ];

  it('has a store as its own room would fold it, at the revision of its stream', async () => {
    await tell(...recordedIn(STORE, changes));
    const { folded, revision } = await storeRow();
    const { revision: _, ...expected } = storeOf(...changes);
    expect(folded).toEqual(expected);
    expect(revision).toBe('6');
  });

  it('has the same store in whatever pieces its stream is told, and when any beginning is told again', async () => {
    const events = recordedIn(STORE, changes);
    await tell(...events);
    const whole = await storeRow();
    await models.sql.query('truncate store_list');
    for (const event of events) await tell(event);
    expect(await storeRow()).toEqual(whole);
    for (let end = 1; end <= events.length; end += 1) await tell(...events.slice(0, end));
    expect(await storeRow()).toEqual(whole);
  });

  it('shows who sells there what a guest may know, and operators and auditors how it is run as well', async () => {
    await tell(...recordedIn(STORE, changes));
    const row = await storeRow();
    const known = ['storeId', 'name', 'address', 'coordinates', 'zone', 'currency', 'hours', 'pause'];
    expect(Object.keys(shownStore(row, STOREFRONT, day.MORNING))).toEqual(known);
    const inside = [...known, 'terms', 'posAccount', 'contacts', 'overrides'];
    expect(Object.keys(shownStore(row, OPERATOR, day.MORNING))).toEqual(inside);
    expect(Object.keys(shownStore(row, AUDITOR, day.MORNING))).toEqual(inside);
    expect(shownStore(row, OPERATOR, day.MORNING)).toMatchObject({
      terms: planOf(storeOf(...changes)).terms,
      posAccount: { account: 'other', location: 'here' },
    });
  });

  it('shows a pause while it lasts, to the millisecond, and none that was ended', async () => {
    await tell(...recordedIn(STORE, [storeOpened({ storeId: STORE_ID }), storePaused()]));
    const row = await storeRow();
    const until = day.after(day.MORNING, 30);
    expect(shownStore(row, STOREFRONT, day.before(until, 1))).toMatchObject({
      pause: { until, reason: 'the oven is cold' },
    });
    expect(shownStore(row, STOREFRONT, until)).not.toHaveProperty('pause');
    await tell(...recordedIn(STORE, [storeResumed()], 2));
    expect(shownStore(await storeRow(), STOREFRONT, day.MORNING)).not.toHaveProperty('pause');
  });

  it('shows of a store it has not read again since an upgrade what it knew before', async () => {
    await tell(...recordedIn(STORE, [storeOpened({ storeId: STORE_ID })]));
    await models.sql.query('update store_list set folded = null');
    expect(shownStore(await storeRow(), OPERATOR, day.MORNING)).toEqual({
      storeId: STORE_ID,
      name: 'High Street',
      address: '1 High Street, Bath',
      zone: 'Europe/London',
      currency: 'GBP',
    });
    await tell(...recordedIn(STORE, [storeOpened({ storeId: STORE_ID })]));
    expect((await storeRow()).folded).not.toBeNull();
  });
});
