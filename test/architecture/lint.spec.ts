import { join } from 'node:path';
import { PROJECT, run, seededTree, type Files } from './seeded-tree.js';

/**
 * Snippets that must be refused: the rule that refuses them, where they lie, and their text. The linter sees them as
 * files of a made-up project under the real configuration, so the rules that ask the compiler are proved as well.
 */
const refused: readonly (readonly [rule: string, folder: string, text: string])[] = [
  // Pure code: no clock, no chance, no machine, no waiting.
  ...[
    'src/orders/domain',
    'src/availability/domain/deeper',
    'src/event-sourcing/decider.ts',
    'src/event-sourcing/layered-map.ts',
    'src/projections/open-days/open-days.projection.ts',
  ].flatMap(place => [
    ['no-restricted-syntax', place, 'export const at = new Date();'] as const,
    ['no-restricted-syntax', place, 'export const decide = async () => 1;'] as const,
  ]),
  ['no-restricted-syntax', 'src/orders/domain', 'export const at = Date();'],
  ['no-restricted-syntax', 'src/orders/domain', 'export const a = await Object.freeze(1);'],
  ['no-restricted-syntax', 'src/orders/domain', 'for await (const a of []) void a;'],
  ['no-restricted-syntax', 'src/orders/domain', "void import('node:crypto');"],
  ['no-restricted-syntax', 'src/orders/domain', "export const order = 'a'.localeCompare('b');"],
  ['no-restricted-syntax', 'src/orders/domain', 'export const hour = (at: Date) => at.getHours();'],
  ['no-restricted-syntax', 'src/orders/domain', 'export const noon = new Date(2030, 1, 1, 12);'],
  ['no-restricted-properties', 'src/orders/domain', 'export const at = Date.now();'],
  ['no-restricted-properties', 'src/orders/domain', 'export const { now } = Date;'],
  ['no-restricted-properties', 'src/orders/domain', 'export const dice = Math.random();'],
  ['no-restricted-globals', 'src/orders/domain', 'export const id = crypto.randomUUID();'],
  ['no-restricted-globals', 'src/orders/domain', 'export const { env } = process;'],
  ['no-restricted-globals', 'src/orders/domain', 'export const at = performance.now();'],
  ['no-restricted-globals', 'src/orders/domain', 'setTimeout(() => undefined, 1);'],
  ['no-restricted-globals', 'src/orders/domain', "void fetch('https://pos.example');"],
  ['no-restricted-globals', 'src/orders/domain', 'queueMicrotask(() => undefined);'],
  ['no-restricted-globals', 'src/orders/domain', 'globalThis.setTimeout(() => undefined, 1);'],
  [
    '@typescript-eslint/no-unnecessary-condition',
    'src/orders/domain',
    "export const a = (s: string) => s ?? '';",
  ],

  // Everything that ships: time, timers, chance and HTTP through ports.
  ...[
    'src/orders',
    'src/platform/clock',
    'src/event-sourcing/postgres',
    'src/cli',
    'tools/pos-simulator',
  ].flatMap(place => [
    ['no-restricted-properties', place, 'export const at = Date.now();'] as const,
    ['no-restricted-syntax', place, 'export const at = new Date();'] as const,
    ['no-restricted-globals', place, 'setTimeout(() => undefined, 1);'] as const,
  ]),
  ['no-restricted-properties', 'src/orders', 'export const dice = Math.random();'],
  ['no-restricted-properties', 'src/orders', 'export const at = process.hrtime();'],
  ['no-restricted-properties', 'src/orders', 'export const soon = AbortSignal.timeout(1);'],
  ['no-restricted-globals', 'src/orders', 'setInterval(() => undefined, 1);'],
  ['no-restricted-globals', 'src/orders', 'setImmediate(() => undefined);'],
  ['no-restricted-globals', 'src/orders', 'globalThis.setTimeout(() => undefined, 1);'],
  ['no-restricted-globals', 'src/orders', "void fetch('https://pos.example');"],
  ['no-restricted-globals', 'src/orders', 'export const at = performance.now();'],
  ['no-restricted-globals', 'src/orders', 'export const id = crypto.randomUUID();'],
  ['no-restricted-imports', 'src/orders', "export { randomUUID } from 'node:crypto';"],
  ['no-restricted-imports', 'src/orders', "export { randomBytes } from 'crypto';"],
  ['no-restricted-imports', 'src/orders', "import * as all from 'node:crypto'; export const a = all;"],
  ['no-restricted-imports', 'src/orders', "import whole from 'node:crypto'; export const a = whole;"],
  ['no-restricted-imports', 'src/orders', "export { v7 } from 'uuid';"],
  ['no-restricted-imports', 'src/orders', "export { setTimeout } from 'node:timers/promises';"],
  ['no-restricted-imports', 'src/orders', "export { performance } from 'node:perf_hooks';"],
  ['no-restricted-imports', 'src/orders', "export { debounceTime } from 'rxjs';"],
  ['no-restricted-syntax', 'src/orders', "void import('node:timers/promises').catch(() => undefined);"],
  // An adapter is free of its own list only.
  ['no-restricted-properties', 'src/platform/clock/network-time.ts', 'export const dice = Math.random();'],
  ['no-restricted-properties', 'src/platform/sealing', 'export const at = Date.now();'],
  ['no-restricted-globals', 'src/platform/ids', 'setTimeout(() => undefined, 1);'],

  // Correctness, as the compiler sees it.
  ['@typescript-eslint/no-floating-promises', 'src/orders', 'Promise.resolve(1);'],
  ['@typescript-eslint/no-floating-promises', 'test/orders', 'Promise.resolve(1);'],
  ['@typescript-eslint/no-misused-promises', 'src/orders', '[1].forEach(async n => Promise.resolve(n));'],
  ['@typescript-eslint/no-explicit-any', 'src/orders', 'export const a: any = 1;'],
  ['@typescript-eslint/no-non-null-assertion', 'src/orders', 'export const a = (n?: number) => n!;'],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'src/orders',
    `export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; } return 2; };`,
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'src/orders',
    `export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; default: return 2; } };`,
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'src/orders',
    `export const f = (x: 'a') => { switch (x) { case 'a': return 1; default: return 2; } };`,
  ],
  [
    '@typescript-eslint/consistent-type-imports',
    'src/orders',
    "import { Buffer } from 'node:buffer'; export const f = (b: Buffer) => b.length;",
  ],
  ['curly', 'src/orders', 'export const f = (n: number) => {\n  if (n > 1)\n    return 1;\n  return 2;\n};'],
  ['no-console', 'src/orders', "console.log('hello');"],
  ['no-console', 'src', "console.log('hello');"],
  ['no-console', 'test/orders', "console.log('hello');"],

  // Sizes.
  ['max-lines', 'src/orders', 'export {};\n'.repeat(201)],
  ['max-lines', 'test/orders', 'export {};\n'.repeat(401)],
  ['max-lines-per-function', 'src/orders', `export const f = () => {\n${'  void 0;\n'.repeat(70)}};`],
  [
    'complexity',
    'src/orders',
    `export const f = (n: number) => {\n${'  if (n > 1) return n;\n'.repeat(8)}  return 0;\n};`,
  ],
  ['max-depth', 'src/orders', 'if (1) { if (2) { if (3) { if (4) { void 0; } } } }'],
  [
    'no-restricted-syntax',
    'src/orders',
    'export const f = (a = 1, b = 2, c = 3, d = 4, e = 5) => [a, b, c, d, e];',
  ],
  [
    'no-restricted-syntax',
    'src/orders',
    'export class A { constructor(a = 1, b = 1, c = 1, d = 1, e = 1) { void [a, b, c, d, e]; } }',
  ],
  [
    'no-restricted-syntax',
    'src/orders',
    `const D = (c: unknown) => void c;
     @D export class A { constructor(a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, g = 1, h = 1) { void [a, b, c, d, e, f, g, h]; } }`,
  ],
  [
    'no-restricted-syntax',
    'src/orders',
    `export const P = (c: unknown) => void c;
     export class A { get(@P a = 1, @P b = 1, @P c = 1, @P d = 1, e = 1) { return [a, b, c, d, e]; } }`,
  ],

  // Specs: they run, all of them, and wait for facts.
  ['no-restricted-syntax', 'test/orders', "it.only('runs alone', () => undefined);"],
  ['no-restricted-syntax', 'test/orders', "describe.skip('is forgotten', () => undefined);"],
  ['no-restricted-syntax', 'test/orders', "it.todo('is planned');"],
  ['no-restricted-syntax', 'test/orders', "it.only.each([1])('%s', () => undefined);"],
  ['no-restricted-syntax', 'test/equipment', "xit('is forgotten', () => undefined);"],
  ['no-restricted-globals', 'test/orders', 'setTimeout(() => undefined, 1);'],
  ['no-restricted-globals', 'test/programs', 'setInterval(() => undefined, 1);'],
  ['no-restricted-imports', 'test/e2e', "export { setTimeout } from 'node:timers/promises';"],
  [
    'no-restricted-properties',
    'test/orders',
    'const systemTime = { sleep: (ms: number) => ms }; systemTime.sleep(5);',
  ],
];

/** Snippets that must pass without a word: the same things where they belong, and what good code does instead. */
const welcome: readonly (readonly [folder: string, text: string])[] = [
  ['src/orders/domain', 'export const at = (ms: number) => new Date(ms).toISOString();'],
  ['src/orders/domain', "export const ms = Date.parse('2030-01-01T00:00:00.000Z') + Math.max(1, 2);"],
  [
    'src/orders/domain',
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; case 'b': return 2; } };",
  ],
  [
    'src/orders/domain',
    `type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i';
     export const f = (x: Letter) => {
       switch (x) {
         ${[...'abcdefghi'].map(letter => `case '${letter}': return '${letter}';`).join('\n')}
       }
     };`,
  ],
  ['src/orders', "export { createHash } from 'node:crypto';"],
  ['src/orders', "export { v5 } from 'uuid';"],
  ['src/orders', 'export const f = async () => Promise.resolve(process.env);'],
  ['src/orders', "import type { Buffer } from 'node:buffer'; export const f = (b: Buffer) => b.length;"],
  [
    'src/orders',
    `import { Buffer } from 'node:buffer';
     const D = (c: unknown) => void c;
     @D export class A { constructor(readonly a: Buffer, readonly b = 1, readonly c = 1, readonly d = 1, readonly e = 1) {} }`,
  ],
  [
    'src/orders',
    `export const P = (...about: unknown[]) => void about;
     export class A { get(@P a = 1, @P b = 1, @P c = 1, @P d = 1, @P e = 1) { return [a, b, c, d, e]; } }`,
  ],
  ['src/platform/clock/network-time.ts', 'setTimeout(() => undefined, Date.now() + performance.now());'],
  ['src/platform/ids', "export { randomBytes } from 'node:crypto'; export const dice = Math.random();"],
  ['src/platform/sealing', "export { randomBytes } from 'node:crypto';"],
  ['src/platform/embedded-postgres', 'setTimeout(() => undefined, Date.now());'],
  ['src/cli', "console.log('hello');"],
  ['tools/pos-simulator', "console.log('hello');"],
  ['test/equipment', 'setTimeout(() => console.log(Date.now()), 1);'],
  [
    'test/orders',
    "const clock = { skip: (n: number) => n };\nit('runs', () => void clock.skip(Date.now()));",
  ],
  ['test/equipment', 'const systemTime = { sleep: (ms: number) => ms };\nsystemTime.sleep(1);'],
  ['test/equipment', 'export const soon = AbortSignal.timeout(1);'],
  ['test/platform', 'const systemTime = { sleep: (ms: number) => ms };\nsystemTime.sleep(1);'],
  ['test/orders', 'export {};\n'.repeat(201)],
];

interface Snippet {
  readonly rule: string;
  readonly text: string;
  readonly title: string;
  readonly file: string;
  /** The lines of the file it takes up: several snippets may lie in one file that is named by a rule. */
  readonly lines: readonly [first: number, last: number];
}

const titleOf = (text: string) => text.replace(/\s+/g, ' ').slice(0, 80);

const place = (
  seeds: readonly (readonly [rule: string, folder: string, text: string])[],
): readonly Snippet[] => {
  const linesOf = new Map<string, number>();
  return seeds.map(([rule, folder, text], number) => {
    const file = folder.endsWith('.ts') ? folder : `${folder}/snippet-${number}.ts`;
    const first = (linesOf.get(file) ?? 0) + 1;
    const last = first + text.split('\n').length - 1;
    linesOf.set(file, last);
    return { rule, text, title: titleOf(text), file, lines: [first, last] };
  });
};

const filesOf = (snippets: readonly Snippet[]): Files => {
  const files: Record<string, string> = {};
  for (const { file, text } of snippets) files[file] = `${files[file] ?? ''}${text}\n`;
  return files;
};

interface Linted {
  readonly filePath: string;
  readonly messages: readonly {
    readonly ruleId: string | null;
    readonly message: string;
    readonly line: number;
  }[];
}

/** Lints a project made of these snippets. Answers how to ask what was said of each. */
const lint = async (snippets: readonly Snippet[]): Promise<(snippet: Snippet) => readonly string[]> => {
  const compilerOptions = { typeRoots: [join(PROJECT, 'node_modules/@types')], rootDir: '.', noEmit: true };
  const tsconfig = {
    extends: join(PROJECT, 'tsconfig.json'),
    compilerOptions,
    include: ['src', 'tools', 'test'],
  };
  const project = { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{"type":"module"}' };
  const folder = seededTree({ ...project, ...filesOf(snippets) });
  const config = ['--config', join(PROJECT, 'eslint.config.mjs'), '--format', 'json'];
  const printed = await run('node_modules/eslint/bin/eslint.js', [...config, '.'], folder);
  const results = JSON.parse(printed) as readonly Linted[];
  return ({ file, lines: [first, last] }) =>
    results
      .filter(({ filePath }) => filePath.endsWith(`/${file}`))
      .flatMap(({ messages }) => messages.filter(({ line }) => line >= first && line <= last))
      .map(({ ruleId, message }) => `${ruleId ?? 'broken'}: ${message}`);
};

describe('the linter', () => {
  const wrong = place(refused);
  const right = place(welcome.map(([folder, text]) => ['', folder, text]));
  let saidOf: (snippet: Snippet) => readonly string[];
  let saidOfRight: (snippet: Snippet) => readonly string[];

  beforeAll(async () => {
    [saidOf, saidOfRight] = await Promise.all([lint(wrong), lint(right)]);
  });

  it.each(wrong)('answers $rule to $title in $file', snippet => {
    expect(saidOf(snippet)).toContainEqual(expect.stringMatching(`^${snippet.rule}: `));
  });

  it.each(right)('has nothing to say of $title in $file', snippet => {
    expect(saidOfRight(snippet)).toEqual([]);
  });
});
