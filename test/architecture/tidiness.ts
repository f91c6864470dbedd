import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Files } from './seeded-tree.js';

/** Each check takes files and answers one sentence per thing that is out of place. */
export type Check = (files: Files) => readonly string[];

const NOT_OURS = new Set(['.git', '.rushline', 'coverage', 'dist', 'node_modules']);

/** All text files of a project, by their path from `root`. */
export const textFilesOf = (root: string, folder = ''): Files => {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(entry.name)) continue;
    if (entry.isDirectory()) Object.assign(files, textFilesOf(root, path));
    if (!entry.isFile()) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes('\0')) files[path] = text;
  }
  return files;
};

/** One sentence per line of the files in `where` that matches `pattern`. */
const linesLike =
  (pattern: RegExp, sentence: string, where: RegExp): Check =>
  files =>
    Object.entries(files)
      .filter(([path]) => where.test(path))
      .flatMap(([path, text]) =>
        text.split('\n').flatMap((line, n) => (pattern.test(line) ? [`${path}:${n + 1} ${sentence}`] : [])),
      );

/** Our code, except for the folder that has to quote what it forbids. */
const CODE = /^(?:src|tools|test(?!\/architecture\/)|bench|bin)\/|^[^/]+\.[cm]?js$/;
const EVERYTHING = /^(?!test\/architecture\/)/;

const DRAWERS = new Set(['common', 'shared', 'utils', 'helpers', 'types', 'interfaces', 'constants']);

export const noDrawers: Check = files => {
  const folders = new Set(Object.keys(files).map(dirname));
  return [...folders]
    .filter(folder => /^(?:src|tools)\//.test(`${folder}/`))
    .filter(folder => folder.split('/').some(name => DRAWERS.has(name)))
    .map(folder => `${folder} is a drawer: name the thing, not the kind of thing`);
};

export const noLeftovers = linesLike(
  /\b(?:TODO|FIXME|HACK)\b/,
  'is unfinished: finish it, or write an issue',
  CODE,
);

export const noFocus = linesLike(/\.only\(/, 'keeps the other specs from running', CODE);

export const noUnreasonedExemption = linesLike(
  /eslint-disable(?!.* -- \S)/,
  'switches a rule off without saying why: add " -- " and the reason',
  CODE,
);

/** Absolute paths of people's and machines' own folders, but not the same words inside a longer path or an address. */
export const noMachinePaths = linesLike(
  /(?<![\w.~})@-])(?<!:\/)\/(?:work|root|home|Users)\/|[A-Za-z]:\\+Users\\/,
  'names a folder of one machine: use a path from the project, or an environment variable',
  EVERYTHING,
);

export const noRegistryInLock = linesLike(
  /"resolved":/,
  'names the registry it came from: npm install with the .npmrc of the project',
  /^package-lock\.json$/,
);

const matchesIn = (
  files: Files,
  where: RegExp,
  pattern: RegExp,
): readonly (readonly [name: string, path: string])[] =>
  Object.entries(files)
    .filter(([path]) => where.test(path))
    .flatMap(([path, text]) => [...text.matchAll(pattern)].map(match => [match[1] ?? '', path] as const));

/** The bus takes the handler it met last and says so in a warning only. */
export const oneHandlerPerEnvelope: Check = files => {
  const handled = matchesIn(files, /^src\//, /@CommandHandler\(\s*(\w+)/g).map(([name]) => name);
  const envelopes = matchesIn(files, /^src\//, /\bclass\s+(\w+)(?:<[^{]*>)?\s+extends\s+Command\b/g);
  const strangers = handled
    .filter(name => !envelopes.some(([envelope]) => envelope === name))
    .map(name => `@CommandHandler(${name}) handles something that is not an envelope of ours`);
  return envelopes
    .map(([name, path]) => ({ name, path, handlers: handled.filter(other => other === name).length }))
    .filter(({ handlers }) => handlers !== 1)
    .map(({ name, path, handlers }) => `${name} (${path}) has ${handlers} handlers instead of one`)
    .concat(strangers);
};

/** A type name is on disk for ever; two declarations of one name are two meanings of the same bytes. */
export const eventTypesDeclaredOnce: Check = files => {
  const declared = matchesIn(files, /^src\//, /\bdefineEvent(?:<[^(]*>)?\(\s*['"`]([^'"`]+)/g);
  const astray = declared
    .filter(([, path]) => !/^src\/[^/]+\/domain\/.+\.events\.ts$/.test(path))
    .map(([type, path]) => `${type} is declared in ${basename(path)}: events live in a domain's *.events.ts`);
  const types = [...new Set(declared.map(([type]) => type))];
  return types
    .map(type => ({ type, paths: declared.filter(([other]) => other === type).map(([, path]) => path) }))
    .filter(({ paths }) => paths.length > 1)
    .map(({ type, paths }) => `${type} is declared ${paths.length} times: ${paths.join(', ')}`)
    .concat(astray);
};

const SPECS_OF_A_DAY = /^test\/orders\/(?!properties\/).+\.spec\.ts$/;

/** A refusal that the day's rules give and no sentence expects may be given for the wrong reason. */
export const everyRefusalHasASpec: Check = files => {
  const given = matchesIn(files, /^src\/orders\/domain\/(?!order\.rejections)/, /\bcode: '([A-Z_]+)'/g);
  const expected = new Set(matchesIn(files, SPECS_OF_A_DAY, /['"]([A-Z_]{5,})['"]/g).map(([code]) => code));
  return [...new Set(given.map(([code]) => code))]
    .filter(code => !expected.has(code))
    .map(code => `${code} is refused by no spec in test/orders`);
};

/** Every command of a day has a control that makes one, and a sentence that gives it to a day. */
export const everyCommandHasASpec: Check = files => {
  const commands = matchesIn(files, /^src\/orders\/domain\/.+\.commands\.ts$/, /\breadonly type: '(\w+)'/g);
  const controls = Object.entries(files)
    .filter(([path]) => path === 'test/specification/service-day-commands.ts')
    .flatMap(([, text]) => text.split(/^export const /m))
    .map(text => [/type: '(\w+)'/.exec(text)?.[1], /^\w+/.exec(text)?.[0]] as const);
  const specs = Object.entries(files).filter(([path]) => SPECS_OF_A_DAY.test(path));
  const isGiven = (control: string | undefined): boolean =>
    specs.some(([, text]) => new RegExp(`\\b${control ?? '(?!)'}\\(`).test(text));
  return commands
    .map(([type]) => type)
    .filter(type => !controls.some(([made, control]) => made === type && isGiven(control)))
    .map(type => `${type} is given by no spec in test/orders`);
};
