import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Three circles. Everywhere: type-checked correctness and small sizes. In what we ship: time, timers, chance
 * and HTTP come through ports, so that a spec can put its own in their place. In pure code: none of them at all, and no
 * waiting.
 *
 * A later entry of a flat config replaces the options of an earlier one. The lists below are therefore put
 * together once per circle, and an adapter is an entry that leaves exactly its own list out.
 */

const CODE = ['src/**/*.ts', 'tools/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];
const SHIPPED = ['src/**/*.ts', 'tools/pos-simulator/**/*.ts'];
const PURE = [
  'src/*/**/domain/**/*.ts',
  'src/projections/**/*.projection.ts',
  'src/event-sourcing/decider.ts',
  'src/event-sourcing/layered-map.ts',
];

const globals = (message, names) => names.map(name => ({ name, message }));
const members = (message, object, names) => names.map(property => ({ object, property, message }));
const syntax = (message, selectors) => selectors.map(selector => ({ selector, message }));
const modules = (message, names, importNames) => names.map(name => ({ name, importNames, message }));

const USE_THE_CLOCK = 'Take time from a clock port (src/platform/clock), or as an argument.';

/** Whatever tells the time of this machine. */
const clock = {
  globals: globals(USE_THE_CLOCK, ['performance']),
  properties: [
    ...members(USE_THE_CLOCK, 'Date', ['now']),
    ...members(USE_THE_CLOCK, 'Temporal', ['Now']),
    ...members(USE_THE_CLOCK, 'process', ['hrtime', 'uptime']),
  ],
  syntax: syntax(USE_THE_CLOCK, [
    'NewExpression[callee.name="Date"][arguments.length=0]',
    'CallExpression[callee.name="Date"]',
    'ImportExpression[source.value=/^(node:)?perf_hooks$/]',
  ]),
  imports: modules(USE_THE_CLOCK, ['perf_hooks', 'node:perf_hooks']),
};

const USE_THE_TIMERS = 'Take timers from a port (src/platform/clock): a spec runs them by hand.';

/** Whatever runs something later. */
const timers = {
  globals: globals(USE_THE_TIMERS, ['setTimeout', 'setInterval', 'setImmediate']),
  properties: members(USE_THE_TIMERS, 'AbortSignal', ['timeout']),
  syntax: syntax(USE_THE_TIMERS, ['ImportExpression[source.value=/^(node:)?timers/]']),
  imports: [
    ...modules(USE_THE_TIMERS, ['timers', 'node:timers', 'timers/promises', 'node:timers/promises']),
    ...modules(
      USE_THE_TIMERS,
      ['rxjs'],
      [
        'auditTime',
        'bufferTime',
        'debounceTime',
        'delay',
        'interval',
        'sampleTime',
        'throttleTime',
        'timeout',
        'timer',
      ],
    ),
  ],
};

const USE_THE_SOURCE =
  'Take randomness and ids from their port (src/platform/ids): a seed must be able to replay them.';

/** Whatever answers differently the second time. */
const chance = {
  globals: globals(USE_THE_SOURCE, ['crypto']),
  properties: members(USE_THE_SOURCE, 'Math', ['random']),
  syntax: syntax(USE_THE_SOURCE, ['ImportExpression[source.value=/^(node:)?crypto$/]']),
  imports: [
    ...modules(
      USE_THE_SOURCE,
      ['crypto', 'node:crypto'],
      [
        'default',
        'generateKey',
        'generateKeyPair',
        'generateKeyPairSync',
        'generateKeySync',
        'getRandomValues',
        'randomBytes',
        'randomFill',
        'randomFillSync',
        'randomInt',
        'randomUUID',
        'webcrypto',
      ],
    ),
    ...modules(USE_THE_SOURCE, ['uuid'], ['v1', 'v4', 'v6', 'v7']),
  ],
};

/** Whatever talks to somebody else's machine. */
const http = {
  globals: globals('HTTP goes through the POS port and its adapters.', ['fetch', 'WebSocket', 'EventSource']),
};

/** Whatever answers differently on another machine. */
const zone = {
  syntax: syntax("This reads the zone or the locale of the machine. Use UTC, or the store's own zone.", [
    'CallExpression[callee.property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes)$/]',
    'CallExpression[callee.property.name=/^(getTimezoneOffset|toLocale(String|DateString|TimeString))$/]',
    'NewExpression[callee.name="Date"][arguments.length>1]',
  ]),
};

const STAY_PURE = 'Pure code takes everything it needs as an argument and answers at once.';

/** What pure code does without, beyond all of the above. */
const impure = {
  globals: globals(STAY_PURE, [
    'process',
    'global',
    'globalThis',
    'console',
    'queueMicrotask',
    'Intl',
    'Promise',
  ]),
  syntax: syntax(STAY_PURE, [
    'AwaitExpression',
    ':function[async=true]',
    'ForOfStatement[await=true]',
    'ImportExpression',
    'CallExpression[callee.property.name="localeCompare"]',
  ]),
};

const WAIT_FOR_FACTS =
  'A sleep is a guess. Wait for the fact itself (an event, a checkpoint, an answer); see test/equipment.';
const realSleep = { properties: members(WAIT_FOR_FACTS, 'systemTime', ['sleep', 'after']) };

const focus = {
  syntax: syntax('Every spec runs, every time: repair it or remove it.', [
    'MemberExpression[property.name=/^(only|skip|todo|failing)$/]:matches([object.name=/^(it|test|describe)$/], [object.object.name=/^(it|test|describe)$/])',
    'CallExpression[callee.name=/^(fit|fdescribe|xit|xtest|xdescribe)$/]',
  ]),
};

/** Arguments are told apart by their place, so a fifth needs names; not so those that Nest fills. */
const longLists = {
  syntax: [
    ...syntax('More than 4 parameters: give them names, in one object.', [
      ':not(MethodDefinition[kind="constructor"]) > :function[params.length>4][params.4.decorators.length=0]',
      ':matches(ClassDeclaration, ClassExpression)[decorators.length=0] > ClassBody > MethodDefinition[kind="constructor"] > FunctionExpression[params.length>4]',
    ]),
    ...syntax('More than 7 parameters, though Nest fills them: this has more than one job.', [
      ':function[params.length>7]',
    ]),
  ],
};

const inWords = (message, circle) =>
  Object.fromEntries(
    Object.entries(circle).map(([kind, list]) => [kind, list.map(item => ({ ...item, message }))]),
  );

const forbid = (...circles) => {
  const all = kind => [longLists, ...circles].flatMap(circle => circle[kind] ?? []);
  return {
    'no-restricted-globals': ['error', { globals: all('globals'), checkGlobalObject: true }],
    // A rule named without options would keep those of an earlier entry.
    'no-restricted-properties': all('properties').length > 0 ? ['error', ...all('properties')] : 'off',
    'no-restricted-imports': ['error', { paths: all('imports') }],
    'no-restricted-syntax': ['error', ...all('syntax')],
  };
};

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.rushline/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [...Object.getOwnPropertyNames(globalThis), 'module', 'require'].map(name => [name, 'readonly']),
      ),
    },
  },
  {
    files: CODE,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...forbid(),
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'no-console': 'error',
      // An exhaustive switch is a table and counts as one decision, however many rows it has.
      complexity: ['error', { max: 8, variant: 'modified' }],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-exports': [
        'error',
        { fixMixedExportsWithInlineTypeSpecifier: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      // A port answers with a promise; an adapter that has its answer at hand still says `async`.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: SHIPPED, rules: forbid(clock, timers, chance, http, zone) },
  { files: ['src/platform/clock/network-time.ts'], rules: forbid(chance, http, zone) },
  {
    files: ['src/platform/ids/**/*.ts', 'src/platform/sealing/**/*.ts'],
    rules: forbid(clock, timers, http, zone),
  },
  { files: ['src/platform/embedded-postgres/**/*.ts'], rules: forbid(zone) },
  {
    files: PURE,
    rules: {
      ...forbid(...[impure, clock, timers, chance, http, zone].map(circle => inWords(STAY_PURE, circle))),
      // Only here: where code waits, a flag read twice may well have changed, and this rule cannot see that.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      // A `describe` is a chapter, not a function.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['test/**/*.ts'], rules: forbid(inWords(WAIT_FOR_FACTS, timers), realSleep, focus) },
  { files: ['test/platform/**/*.ts'], rules: forbid(inWords(WAIT_FOR_FACTS, timers), focus) },
  { files: ['test/equipment/**/*.ts'], rules: forbid(focus) },
  {
    files: ['src/cli/**', 'tools/**', 'bench/**', 'test/equipment/**', 'test/programs/**'],
    rules: { 'no-console': 'off' },
  },
);
