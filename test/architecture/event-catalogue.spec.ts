import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  complaintsAboutCatalogue,
  complaintsAboutDigests,
  complaintsAboutSamples,
  digestOf,
  type CatalogueEntry,
} from './golden-events.js';
import { PROJECT, type Files } from './seeded-tree.js';
import { textFilesOf } from './tidiness.js';

const GOLDEN = join(PROJECT, 'test/golden');

const goldenFiles = () => {
  const { 'digests.json': record = '{}', ...samples } = existsSync(GOLDEN) ? textFilesOf(GOLDEN) : {};
  return { samples, digests: JSON.parse(record) as Readonly<Record<string, string>> };
};

/** Loaded where it is needed, so that a house whose catalogue does not compile is still inspected by the rest. */
const catalogueOfTheHouse = async (): Promise<readonly CatalogueEntry[]> => {
  const { eventCatalogue } = await import('../../src/event-catalogue.js');
  return eventCatalogue;
};

describe('the event catalogue', () => {
  it('says once, and in one room, what each event is and when it is recorded', async () => {
    const catalogue = await catalogueOfTheHouse();
    expect(catalogue).not.toHaveLength(0);
    expect(complaintsAboutCatalogue(catalogue)).toEqual([]);
  });

  it('lists every event that a domain declares', async () => {
    const listed = new Set((await catalogueOfTheHouse()).map(({ type }) => type));
    const declared = Object.entries(textFilesOf(PROJECT, 'src'))
      .filter(([path]) => path.endsWith('.events.ts'))
      .flatMap(([, text]) => [...text.matchAll(/\bdefineEvent\(\s*'([^']+)'/g)].map(match => match[1]));
    expect(declared.filter(type => !listed.has(type ?? ''))).toEqual([]);
  });

  it('has a golden sample of every version, which its schema still accepts', async () => {
    expect(complaintsAboutSamples(await catalogueOfTheHouse(), goldenFiles().samples)).toEqual([]);
  });

  it('never sees a golden sample change', () => {
    const { digests, samples } = goldenFiles();
    expect(complaintsAboutDigests(digests, samples)).toEqual([]);
  });

  it('is the page docs/event-catalogue.md, word for word', async () => {
    const { eventCataloguePage } = await import('../../src/cli/event-catalogue-page.js');
    expect(readFileSync(join(PROJECT, 'docs/event-catalogue.md'), 'utf8')).toBe(eventCataloguePage());
  });
});

describe('what is asked of an event catalogue', () => {
  const opened: CatalogueEntry = {
    type: 'DoorOpened',
    version: 1,
    room: 'house',
    schema: z.strictObject({ at: z.string() }),
    recordedWhen: 'somebody opens the door',
    upcasts: [],
  };
  const later: CatalogueEntry = { ...opened, version: 2, upcasts: [data => data] };
  const strayed: CatalogueEntry = { ...later, upcasts: [() => ({ at: 5 })] };
  const sample = { type: 'DoorOpened', schemaVersion: 1, data: { at: '2030-01-01' }, metadata: {} };
  const samplesWith = (changes: object): Files => ({
    'house/DoorOpened.v1.json': JSON.stringify({ ...sample, ...changes }),
  });
  const samples = samplesWith({});
  const both: Files = {
    ...samples,
    'house/DoorOpened.v2.json': JSON.stringify({ ...sample, schemaVersion: 2 }),
  };
  const digests = { 'house/DoorOpened.v1.json': digestOf(samples['house/DoorOpened.v1.json'] ?? '') };

  it('is content when all is well', () => {
    expect(complaintsAboutCatalogue([opened])).toEqual([]);
    expect(complaintsAboutSamples([opened], samples)).toEqual([]);
    expect(complaintsAboutSamples([later], both)).toEqual([]);
    expect(complaintsAboutDigests(digests, samples)).toEqual([]);
  });

  it.each([
    ['the same version twice', [opened, opened], 'twice'],
    ['a namesake in another room', [opened, { ...opened, room: 'barn' }], 'namesake'],
    ['silence about the occasion', [{ ...opened, recordedWhen: ' ' }], 'when it is recorded'],
  ])('refuses %s', (_, catalogue, complaint) => {
    expect(complaintsAboutCatalogue(catalogue).join()).toContain(complaint);
  });

  it.each([
    ['no sample', [opened], {}, 'missing'],
    ['no sample of the new version', [later], samples, 'v2.json is missing'],
    ['a first sample its way up no longer fits', [strayed], both, 'v1.json is not accepted'],
    ['a sample that is not JSON', [opened], { 'house/DoorOpened.v1.json': '{' }, 'not a JSON object'],
    ['a sample of another type', [opened], samplesWith({ type: 'DoorShut' }), 'another type'],
    ['a sample of another version', [opened], samplesWith({ schemaVersion: 2 }), 'another type or version'],
    ['a sample without metadata', [opened], samplesWith({ metadata: undefined }), 'no metadata'],
    ['a sample its schema refuses', [opened], samplesWith({ data: { at: 5 } }), 'not accepted'],
    ['a sample of a forgotten event', [], samples, "nobody's catalogue"],
  ])('refuses %s', (_, catalogue, files: Files, complaint) => {
    expect(complaintsAboutSamples(catalogue, files).join()).toContain(complaint);
  });

  it.each([
    ['a sample that changed', digests, samplesWith({ data: { at: '2031-01-01' } }), 'add a new version'],
    ['a sample that vanished', digests, {}, 'add a new version'],
    ['a sample nobody recorded', {}, samples, 'node tools/record-golden-digests.mjs'],
  ])('refuses %s', (_, known, files: Files, complaint) => {
    expect(complaintsAboutDigests(known, files).join()).toContain(complaint);
  });
});
