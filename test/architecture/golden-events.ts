import { createHash } from 'node:crypto';
import { prettifyError, type ZodType } from 'zod';
import type { Files } from './seeded-tree.js';

export interface CatalogueEntry {
  readonly type: string;
  readonly version: number;
  readonly room: string;
  readonly schema: ZodType;
  readonly recordedWhen: string;
  /** The first turns data of version 1 into version 2, and so on. */
  readonly upcasts: readonly ((data: never) => unknown)[];
}

type Digests = Readonly<Record<string, string>>;

const RECORD = 'node tools/record-golden-digests.mjs';

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const nameOf = ({ room, type, version }: Pick<CatalogueEntry, 'room' | 'type' | 'version'>) =>
  `${room}/${type}.v${version}.json`;

/** The entry once for every version that was ever written. */
const everyVersionOf = (entry: CatalogueEntry): readonly CatalogueEntry[] =>
  Array.from({ length: entry.version }, (_, n) => ({
    ...entry,
    version: n + 1,
    upcasts: entry.upcasts.slice(n),
  }));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What is wrong with the page of all events itself. */
export const complaintsAboutCatalogue = (catalogue: readonly CatalogueEntry[]): readonly string[] => {
  const names = catalogue.map(nameOf);
  const roomsOf = (type: string) =>
    new Set(catalogue.filter(entry => entry.type === type).map(({ room }) => room));
  return [
    ...names.filter((name, n) => names.indexOf(name) !== n).map(name => `${name} is in the catalogue twice`),
    ...catalogue
      .filter(({ type }) => roomsOf(type).size > 1)
      .map(({ type, room }) => `${type} of ${room} has a namesake in another room`),
    ...catalogue
      .filter(({ recordedWhen }) => recordedWhen.trim().length < 10)
      .map(({ type }) => `${type} does not say when it is recorded`),
  ];
};

const complaintAboutSample = (entry: CatalogueEntry, text: string | undefined): string | undefined => {
  const name = nameOf(entry);
  if (text === undefined) return `${name} is missing: add a sample of this version, then run ${RECORD}`;
  const sample = parsed(text);
  if (!isRecord(sample)) return `${name} is not a JSON object`;
  if (sample['type'] !== entry.type || sample['schemaVersion'] !== entry.version) {
    return `${name} holds another type or version than its name says`;
  }
  if (!isRecord(sample['metadata'])) return `${name} has no metadata`;
  const data = entry.upcasts.reduce((older: unknown, upcast) => upcast(older as never), sample['data']);
  const { error } = entry.schema.safeParse(data);
  return error && `${name} is not accepted by its schema any more: ${prettifyError(error)}`;
};

/** What is wrong with the samples: one for each version of each event, which its schema still accepts, and none besides. */
export const complaintsAboutSamples = (
  catalogue: readonly CatalogueEntry[],
  samples: Files,
): readonly string[] => {
  const everWritten = catalogue.flatMap(everyVersionOf);
  const names = new Set(everWritten.map(nameOf));
  return [
    ...everWritten.flatMap(entry => complaintAboutSample(entry, samples[nameOf(entry)]) ?? []),
    ...Object.keys(samples)
      .filter(name => !names.has(name))
      .map(name => `${name} is in nobody's catalogue: an event that was ever written stays readable`),
  ];
};

/** What happened to the samples since they were recorded. Nothing ever may. */
export const complaintsAboutDigests = (digests: Digests, samples: Files): readonly string[] => {
  const changed = Object.keys(digests).filter(name => digests[name] !== digestOf(samples[name] ?? ''));
  const fresh = Object.keys(samples).filter(name => !(name in digests));
  return [
    ...changed.map(
      name => `${name} changed or vanished: restore it, and add a new version of the event instead`,
    ),
    ...fresh.map(name => `${name} is not recorded yet: run ${RECORD}`),
  ];
};
