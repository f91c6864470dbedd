import { z } from 'zod';
import { Problem } from '../platform/problem/index.js';
import { calendarDate } from '../platform/requests/index.js';

/** Store-days in one answer. Of 96 slots each, they take 2.4 MB. */
export const STORE_DAYS_MAX = 100;

const DAY_MS = 86_400_000;
const DATE_CHARACTERS = '2031-06-02'.length;
const STORE_ID_CHARACTERS_MAX = 64;

/** What a list with commas names; what it names twice counts once. */
const partsOf = (list: string): readonly string[] => [...new Set(list.split(',').map(part => part.trim()))];

const isStoreName = (text: string): boolean => text.length > 0 && text.length <= STORE_ID_CHARACTERS_MAX;
const isDate = (text: string): boolean => calendarDate.safeParse(text).success;

export const manyDaysQuery = z
  .strictObject({
    stores: z
      .string()
      .refine(list => partsOf(list).every(isStoreName), 'must be ids of stores with commas between them')
      .describe('Ids of stores, with commas between them'),
    dates: z
      .string()
      .refine(list => partsOf(list).every(isDate), 'must be dates from 1970 to 2149 with commas between them')
      .optional()
      .describe('Business dates, with commas between them'),
    from: calendarDate.optional().describe('Instead of `dates`: the first business date'),
    to: calendarDate.optional().describe('The last one, inclusive'),
  })
  .refine(
    ({ dates, from, to }) =>
      (from === undefined) === (to === undefined) && (dates === undefined) === (to !== undefined),
    { message: 'either `dates`, or both `from` and `to`, must say which days are meant', path: ['dates'] },
  )
  .refine(({ from = '', to = from }) => from <= to, { message: 'must not be before `from`', path: ['to'] });
export type ManyDaysQuery = z.infer<typeof manyDaysQuery>;

export interface StoreDay {
  readonly storeId: string;
  readonly businessDate: string;
}

/** The days that are asked for: store by store, each date by date. */
export const storeDaysOf = ({ stores, dates, from, to }: ManyDaysQuery): readonly StoreDay[] => {
  const storeIds = partsOf(stores);
  const named = dates === undefined ? undefined : partsOf(dates);
  const count = storeIds.length * (named?.length ?? daysBetween(from, to));
  if (count > STORE_DAYS_MAX) throw tooMany(count);
  const asked = named ?? datesFrom(from, daysBetween(from, to));
  return storeIds.flatMap(storeId => asked.map(businessDate => ({ storeId, businessDate })));
};

const daysBetween = (from = '', to = ''): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

const datesFrom = (from = '', count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) =>
    new Date(Date.parse(from) + n * DAY_MS).toISOString().slice(0, DATE_CHARACTERS),
  );

const tooMany = (asked: number): Problem =>
  new Problem(400, 'TOO_MANY_STORE_DAYS', {
    title: `This asks for ${asked} days of stores; one request is answered ${STORE_DAYS_MAX} at most.`,
    todo: 'Ask for fewer stores or for fewer dates at once, in several requests.',
    facts: { asked, storeDaysMax: STORE_DAYS_MAX },
  });
