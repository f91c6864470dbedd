import { z } from 'zod';
import { eventCatalogue, type CatalogueEntry } from '../event-catalogue.js';

/** As much of JSON Schema as events are described in. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

const INTRODUCTION = `# Events

Every fact that Rushline records, by room, in the order a day meets them. An event is a contract with everything that
was ever written: a new meaning is a new version, and \`test/golden\` holds one of each. A field with a question mark may
be absent. Instants are ISO 8601 in UTC to the millisecond; amounts are whole numbers of a currency's minor unit; what is
personal is sealed. Beside its data each event carries metadata, such as \`decidedAt\`, the time of its stream.

This page is made from the code, by \`eventCataloguePage\` in \`src/cli\`; a spec compares the two word for word.
`;

/** The page of all events: docs/event-catalogue.md, word for word. */
export const eventCataloguePage = (): string => {
  const rooms = [...new Set(eventCatalogue.map(({ room }) => room))];
  const chapters = rooms.map(room =>
    chapterOf(
      room,
      eventCatalogue.filter(entry => entry.room === room),
    ),
  );
  return [INTRODUCTION, ...chapters].join('\n');
};

const chapterOf = (room: string, entries: readonly CatalogueEntry[]): string =>
  [`## ${room}\n`, ...entries.map(sectionOf)].join('\n');

const sectionOf = ({ type, version, schema, recordedWhen }: CatalogueEntry): string => {
  const shape = z.toJSONSchema(schema, { io: 'input' }) as Shape;
  return `### ${type}, version ${version}\n\nRecorded when: ${recordedWhen}.\n\n${fieldsOf(shape).join('\n')}\n`;
};

/** One line per field; the fields of a field are indented below it. */
const fieldsOf = ({ properties = {}, required = [] }: Shape, indent = ''): readonly string[] =>
  Object.entries(properties).flatMap(([name, shape]) => [
    `${indent}- \`${name}${required.includes(name) ? '' : '?'}\`: ${inWords(shape)}`,
    ...fieldsOf(shape.items ?? unlessNull(shape), `${indent}  `),
  ]);

/** The shape of a value that may be null, where it is not. */
const unlessNull = (shape: Shape): Shape => shape.anyOf?.find(({ type }) => type !== 'null') ?? shape;

const inWords = (shape: Shape): string => {
  if (unlessNull(shape) !== shape) return `null, or ${inWords(unlessNull(shape))}`;
  const { const: only, enum: choice, type = 'value' } = shape;
  if (only !== undefined) return `always \`${JSON.stringify(only)}\``;
  if (choice !== undefined) return choice.map(value => `\`${String(value)}\``).join(' or ');
  return WORDS[type]?.(shape) ?? `a ${type}`;
};

const WORDS: Readonly<Record<string, (shape: Shape) => string>> = {
  object: () => 'an object of',
  array: ({ items = {} }) => `a list of${items.properties === undefined ? ` ${inWords(items)}` : ''}`,
  integer: shape => `a whole number${boundsOf(shape)}`,
  string: ({ format = '' }) => KINDS_OF_TEXT[format] ?? 'a text',
};

const KINDS_OF_TEXT: Readonly<Record<string, string>> = {
  'date-time': 'an instant',
  date: 'a date',
  email: 'an e-mail address',
};

/** The bounds that say something: zod also names those that every safe integer keeps. */
const boundsOf = ({ minimum = -Infinity, maximum = Infinity }: Shape): string => {
  const least = minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : '';
  const most = maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : '';
  const told = [least, most].filter(bound => bound !== '').join(', ');
  return told === '' ? '' : `, ${told}`;
};
