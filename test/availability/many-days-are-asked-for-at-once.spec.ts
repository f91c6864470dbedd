import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AvailabilityController } from '../../src/availability/availability.controller.js';
import { AvailabilityModel } from '../../src/availability/availability-model.js';
import type { DayAvailability } from '../../src/availability/domain/day-availability.js';
import { STORE_DAYS_MAX } from '../../src/availability/many-days.dto.js';
import { ProblemFilter, validation } from '../../src/platform/problem/index.js';
import { Freshness } from '../../src/projections/freshness/index.js';
import {
  after,
  dayOpened,
  MORNING,
  MORNING_HOLD_ENDS,
  STORE_ID,
  timeslotHeld,
} from '../specification/service-day.js';
import { storeOpened, storePaused } from '../specification/store-controls.js';
import { DATE, DAY, openedCounter, STORE, type Counter } from './counter.js';

const OTHER_STORE = 'sto_0000000000002';
const UNKNOWN_STORE = 'sto_0000000000003';
const TUESDAY = '2031-06-03';

let counter: Counter;
let app: NestFastifyApplication;

/** The routes of availability alone, over a model that a spec tells what happens. */
beforeEach(async () => {
  counter = await openedCounter();
  await counter.hear(`store-${OTHER_STORE}`, storeOpened({ storeId: OTHER_STORE }));
  const freshness = { atLeast: () => Promise.resolve() };
  class Availability {}
  Module({
    controllers: [AvailabilityController],
    providers: [
      { provide: AvailabilityModel, useValue: counter.model },
      { provide: Freshness, useValue: freshness },
    ],
  })(Availability);
  app = await NestFactory.create<NestFastifyApplication>(Availability, new FastifyAdapter(), {
    logger: false,
  });
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
});
afterEach(() => app.close());

interface ManyDays {
  readonly days: readonly (DayAvailability & { readonly code?: string })[];
  readonly validUntil?: string;
}

const get = async (url: string, ifNoneMatch?: string) => {
  const headers = ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch };
  const { statusCode, headers: told, payload } = await app.inject({ method: 'GET', url, headers });
  return { status: statusCode, tag: String(told['etag']), type: told['content-type'], payload };
};

const many = async (query: string): Promise<ManyDays> =>
  JSON.parse((await get(`/availability?${query}`)).payload) as ManyDays;

const both = `stores=${STORE_ID},${OTHER_STORE}&dates=${DATE},${TUESDAY}`;
const placesOf = ({ days }: ManyDays) => days.map(({ storeId, businessDate }) => [storeId, businessDate]);
const codeOf = ({ payload }: { readonly payload: string }) => (JSON.parse(payload) as { code: string }).code;

describe('several stores and dates', () => {
  it('are answered store by store and date by date, each as if it had been asked for alone', async () => {
    await counter.hear(DAY, dayOpened(), timeslotHeld());
    const answer = await many(both);
    expect(placesOf(answer)).toEqual([
      [STORE_ID, DATE],
      [STORE_ID, TUESDAY],
      [OTHER_STORE, DATE],
      [OTHER_STORE, TUESDAY],
    ]);
    for (const day of answer.days) {
      const alone = await get(`/stores/${day.storeId}/days/${day.businessDate}/availability`);
      expect(day).toEqual(JSON.parse(alone.payload));
    }
  });

  it('are answered until the first of them changes', async () => {
    const before = await many(both);
    expect(before.validUntil).toBe(before.days[0]?.validUntil);
    await counter.hear(DAY, dayOpened(), timeslotHeld());
    expect((await many(both)).validUntil).toBe(MORNING_HOLD_ENDS);
  });

  it('that time alone does not change are answered for ever', async () => {
    counter.at('2031-06-09T00:00:00.000Z');
    expect(await many(both)).not.toHaveProperty('validUntil');
  });

  it('may be named by a range of dates', async () => {
    const answer = await many(`stores=${STORE_ID}&from=2031-06-29&to=2031-07-02`);
    expect(answer.days.map(({ businessDate }) => businessDate)).toEqual([
      '2031-06-29',
      '2031-06-30',
      '2031-07-01',
      '2031-07-02',
    ]);
    expect((await many(`stores=${STORE_ID}&from=${DATE}&to=${DATE}`)).days).toHaveLength(1);
  });

  it('that are named twice are answered once', async () => {
    const answer = await many(`stores=${STORE_ID},${STORE_ID}&dates=${DATE},%20${DATE}`);
    expect(placesOf(answer)).toEqual([[STORE_ID, DATE]]);
  });

  it('do not fail for a store that is not known: it is named in its place', async () => {
    const answer = await many(`stores=${UNKNOWN_STORE},${STORE_ID}&dates=${DATE}`);
    expect(answer.days[0]).toEqual({ storeId: UNKNOWN_STORE, businessDate: DATE, code: 'STORE_UNKNOWN' });
    expect(answer.days[1]?.slots).toHaveLength(8);
    const odd = await many(`stores=${encodeURIComponent('"},{"')}&dates=${DATE}`);
    expect(odd.days.map(({ storeId, code }) => [storeId.length > 0, code])).toContainEqual([
      true,
      'STORE_UNKNOWN',
    ]);
  });
});

describe('the tag of many days', () => {
  it('stays while nothing changes, and nothing is sent again', async () => {
    const first = await get(`/availability?${both}`);
    const again = await get(`/availability?${both}`, first.tag);
    expect([first.status, again.status, again.payload, again.tag]).toEqual([200, 304, '', first.tag]);
    expect(first.type).toBe('application/json; charset=utf-8');
  });

  it('changes with any of them, by what happens and by time alone', async () => {
    const first = await get(`/availability?${both}`);
    await counter.hear(DAY, dayOpened(), timeslotHeld());
    const held = await get(`/availability?${both}`, first.tag);
    counter.at(MORNING_HOLD_ENDS);
    const lapsed = await get(`/availability?${both}`, held.tag);
    await counter.hear(STORE, storePaused({ until: after(MORNING, 60) }));
    const paused = await get(`/availability?${both}`, lapsed.tag);
    expect([held.status, lapsed.status, paused.status]).toEqual([200, 200, 200]);
    expect(new Set([first.tag, held.tag, lapsed.tag, paused.tag]).size).toBe(4);
  });

  it('is that of the days asked for, in their order', async () => {
    const tags = [
      await get(`/availability?stores=${STORE_ID}&dates=${DATE},${TUESDAY}`),
      await get(`/availability?stores=${STORE_ID}&dates=${TUESDAY},${DATE}`),
      await get(`/availability?stores=${STORE_ID}&dates=${DATE}`),
    ].map(({ tag }) => tag);
    expect(new Set(tags).size).toBe(3);
  });
});

describe('a request for many days', () => {
  const stores = (count: number) => Array.from({ length: count }, (_, n) => `sto_${n}`).join();

  it('is answered up to the most that one request may ask for', async () => {
    const answer = await many(`stores=${stores(STORE_DAYS_MAX)}&dates=${DATE}`);
    expect(answer.days).toHaveLength(STORE_DAYS_MAX);
  });

  it.each([
    ['stores', () => `stores=${stores(STORE_DAYS_MAX + 1)}&dates=${DATE}`],
    ['dates', () => `stores=${STORE_ID}&from=1970-01-01&to=2149-06-06`],
  ])('for more %s than that is told what to do', async (_, query) => {
    const answer = await get(`/availability?${query()}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'TOO_MANY_STORE_DAYS']);
    expect(JSON.parse(answer.payload)).toMatchObject({ storeDaysMax: STORE_DAYS_MAX });
  });

  it.each([
    ['', 'stores'],
    [`dates=${DATE}`, 'stores'],
    [`stores=&dates=${DATE}`, 'stores'],
    [`stores=${STORE_ID},&dates=${DATE}`, 'stores'],
    [`stores=${'x'.repeat(65)}&dates=${DATE}`, 'stores'],
    [`stores=${STORE_ID}`, 'dates'],
    [`stores=${STORE_ID}&dates=`, 'dates'],
    [`stores=${STORE_ID}&dates=2031-02-30`, 'dates'],
    [`stores=${STORE_ID}&dates=${DATE}&from=${DATE}&to=${DATE}`, 'dates'],
    [`stores=${STORE_ID}&from=${DATE}`, 'dates'],
    [`stores=${STORE_ID}&to=${DATE}`, 'dates'],
    [`stores=${STORE_ID}&from=${TUESDAY}&to=${DATE}`, 'to'],
    [`stores=${STORE_ID}&stores=${STORE_ID}&dates=${DATE}`, 'stores'],
    [`stores=${STORE_ID}&dates=${DATE}&page=2`, 'page'],
  ])('of "%s" is refused for its field %s', async (query, field) => {
    const answer = await get(`/availability?${query}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'REQUEST_INVALID']);
    const { errors } = JSON.parse(answer.payload) as { errors: readonly { field: string }[] };
    expect(errors.map(error => error.field)).toContain(field);
  });

  it('is described like every other', () => {
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const parameters = paths['/availability']?.get?.parameters?.map(
      parameter => 'name' in parameter && parameter.name,
    );
    expect(parameters).toEqual(expect.arrayContaining(['stores', 'dates', 'from', 'to']));
  });
});

describe('a client that knows the answer', () => {
  const path = `/stores/${STORE_ID}/days/${DATE}/availability`;

  it.each<[string, (tag: string) => string, number]>([
    ['by its tag', tag => tag, 304],
    ['by its tag made weak on the way', tag => `W/${tag}`, 304],
    ['among others', tag => `"other", W/"third" ,${tag}`, 304],
    ['whatever it is', () => '*', 304],
    ['by another tag', () => '"other"', 200],
    ['by a part of its tag', tag => `${tag.slice(0, -2)}"`, 200],
    ['by its tag without quotation marks', tag => tag.slice(1, -1), 200],
    ['by a tag that holds it', tag => `"x${tag.slice(1)}`, 200],
    ['by nothing', () => '', 200],
  ])('%s', async (_, header, status) => {
    const { tag } = await get(path);
    expect((await get(path, header(tag))).status).toBe(status);
  });
});
