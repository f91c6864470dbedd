import { parse } from 'csv-parse/sync';
import type { TakeawayLine } from './takeaway-order.js';

/** Columns: order number, dd/mm/yyyy HH:MM, item, quantity, price in pounds, lines of the order. */
const COLUMNS = 6;
/** A line of an order takes at most this many portions. */
const QUANTITY_MAX = 1_000;
const MINUTES_PER_DAY = 1_440;
/** Who orders before 06:00 does so late in the evening, not early in the morning. */
const BUSINESS_DATE_BEGINS_MINUTE = 360;
const DAY_MS = 86_400_000;
const DATE = /^(\d{2})\/(\d{2})\/(\d{4}) ([01]\d|2[0-3]):([0-5]\d)$/;

/** A sound line of the file: whose it is, when it was ordered, what it says. */
export interface ReadLine {
  readonly order: string;
  readonly businessDate: string;
  readonly minute: number;
  readonly line: TakeawayLine;
}

/** A damaged line is told by why it cannot be used; it spoils neither its neighbours nor the rest of its order. */
export type LineRead = ReadLine | { readonly damaged: string };

type Fields = readonly [
  order: string,
  date: string,
  name: string,
  quantity: string,
  price: string,
  count: string,
];

export const readLine = (text: string): LineRead => {
  const fields = fieldsOf(text)?.map(field => field.trim());
  if (fields === undefined) return { damaged: 'its quotes do not match' };
  if (!isComplete(fields)) return { damaged: `it has ${fields.length} columns instead of ${COLUMNS}` };
  const [order, date, name, quantity, price, count] = fields;
  const when = whenOf(date);
  if (when === undefined) return { damaged: `"${date}" is not a date as dd/mm/yyyy HH:MM` };
  const line = { name, quantity: portionsIn(quantity), unitPrice: minorUnits(price) };
  if (isWhole(line) && order !== '' && wholeNumber(count) !== undefined) return { order, ...when, line };
  return { damaged: damageOf(line, fields) };
};

const isComplete = (fields: readonly string[]): fields is Fields => fields.length === COLUMNS;

type Attempted = { readonly [Key in keyof TakeawayLine]: TakeawayLine[Key] | undefined };

const isWhole = (line: Attempted): line is TakeawayLine =>
  line.name !== '' && line.quantity !== undefined && line.unitPrice !== undefined;

const damageOf = ({ quantity, unitPrice }: Attempted, fields: Fields): string => {
  const [order, , name, quantityText, priceText, count] = fields;
  if (quantity === undefined) return `"${quantityText}" is not a quantity from 1 to ${QUANTITY_MAX}`;
  if (unitPrice === undefined) return `"${priceText}" is not a price in pounds`;
  if (order === '' || name === '') return 'the order number or the item is missing';
  return `"${count}" is not a number of products`;
};

const portionsIn = (text: string): number | undefined => {
  const portions = wholeNumber(text);
  return portions !== undefined && portions >= 1 && portions <= QUANTITY_MAX ? portions : undefined;
};

/** One line is one record, so a quote that is never closed spoils this line only. */
const fieldsOf = (text: string): readonly string[] | undefined => {
  if (!text.includes('"')) return text.split(',');
  try {
    return parse(text, { relax_column_count: true })[0];
  } catch {
    return undefined;
  }
};

/** Pounds as pence, digit by digit: 4.35 * 100 is not 435 in floating point. */
export const minorUnits = (pounds: string): number | undefined => {
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(pounds);
  return match === null ? undefined : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
};

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

const whenOf = (text: string): Pick<ReadLine, 'businessDate' | 'minute'> | undefined => {
  const [, day, month, year, hour, minute] = DATE.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  // A date such as 31/02 is either refused or rolled over to March; both differ from what was written.
  if (Number.isNaN(midnight) || isoDate(midnight) !== date) return undefined;
  const minuteOfDay = Number(hour) * 60 + Number(minute);
  return minuteOfDay >= BUSINESS_DATE_BEGINS_MINUTE
    ? { businessDate: date, minute: minuteOfDay }
    : { businessDate: isoDate(midnight - DAY_MS), minute: minuteOfDay + MINUTES_PER_DAY };
};

const isoDate = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);
