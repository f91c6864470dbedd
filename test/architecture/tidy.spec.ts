import { PROJECT, type Files } from './seeded-tree.js';
import * as tidiness from './tidiness.js';

interface Proof {
  readonly title: string;
  readonly check: tidiness.Check;
  /** Each of these must be complained about, on its own. */
  readonly untidy: readonly Files[];
  /** Nothing in here may be. */
  readonly tidy: Files;
}

const proofs: readonly Proof[] = [
  {
    title: 'no folder is a drawer for whatever has no name',
    check: tidiness.noDrawers,
    untidy: [
      { 'src/common/a.ts': '' },
      { 'src/orders/utils/a.ts': '' },
      { 'tools/pos-simulator/types/deeper/a.ts': '' },
    ],
    tidy: { 'src/orders/domain/a.ts': '', 'src/orders/types.ts': '', 'docs/shared/a.md': '' },
  },
  {
    title: 'nothing is left for later',
    check: tidiness.noLeftovers,
    untidy: [
      { 'src/a.ts': '// TODO: later' },
      { 'test/a.spec.ts': '\n/* FIXME */' },
      { 'tools/a.mjs': '// HACK' },
    ],
    tidy: { 'src/a.ts': 'const TODOS = 1; // todo lists', 'CONTRIBUTING.md': 'Leave no TODO.' },
  },
  {
    title: 'no spec runs alone',
    check: tidiness.noFocus,
    untidy: [
      { 'test/a.spec.ts': `describe.only('a', () => undefined);` },
      { 'test/b.spec.ts': `it.only('b');` },
    ],
    tidy: { 'test/a.spec.ts': `it('is the only one', () => only(1));` },
  },
  {
    title: 'every exemption from a lint rule gives its reason',
    check: tidiness.noUnreasonedExemption,
    untidy: [
      { 'src/a.ts': '// eslint-disable-next-line no-console' },
      { 'test/a.ts': '/* eslint-disable */' },
    ],
    tidy: { 'src/a.ts': '// eslint-disable-next-line no-console -- the last words before the process ends' },
  },
  {
    title: 'no file names a folder of one machine',
    check: tidiness.noMachinePaths,
    untidy: [
      { 'src/a.ts': `const data = '/home/me/data';` },
      { 'docs/a.md': 'Unpack it to /root/rushline.' },
      { 'README.md': 'cd /Users/me/rushline' },
      { 'jest.config.mjs': 'import "file:///home/me/x.mjs"' },
      { 'bin/a': String.raw`C:\Users\me` },
    ],
    tidy: {
      'src/a.ts': `const route = \`\${base}/home/today\`; import '../work/list.js';`,
      'docs/a.md': 'See https://example.org/home/ and https://home/index.html, or ~/work/rushline.',
      'docker-compose.yml': 'volumes: [data:/var/lib/rushline]',
    },
  },
  {
    title: 'the lock file names no registry',
    check: tidiness.noRegistryInLock,
    untidy: [{ 'package-lock.json': `{ "resolved": "https://registry.example/zod.tgz" }` }],
    tidy: {
      'package-lock.json': `{ "version": "1.0.0", "integrity": "sha512-x" }`,
      'docs/a.md': '"resolved": 1',
    },
  },
  {
    title: 'every envelope has exactly one handler',
    check: tidiness.oneHandlerPerEnvelope,
    untidy: [
      { 'src/orders/handle-order.ts': 'export class HandleOrder extends Command<Answer> {}' },
      {
        'src/orders/handle-order.ts': 'export class HandleOrder extends Command<Answer> {}',
        'src/orders/orders.handler.ts': '@CommandHandler(HandleOrder)\nexport class A {}',
        'src/orders/other.handler.ts': '@CommandHandler( HandleOrder )\nexport class B {}',
      },
      { 'src/orders/orders.handler.ts': '@CommandHandler(Somebody)\nexport class A {}' },
    ],
    tidy: {
      'src/orders/handle-order.ts': 'export class HandleOrder extends Command<Answer> {}',
      'src/orders/orders.handler.ts': '@CommandHandler(HandleOrder)\nexport class A {}',
    },
  },
  {
    title: 'every event type is declared once, among the events of a domain',
    check: tidiness.eventTypesDeclaredOnce,
    untidy: [
      { 'src/orders/domain/order.events.ts': `defineEvent('A', z); defineEvent(\n  'A', z);` },
      {
        'src/orders/domain/order.events.ts': `defineEvent('A', z);`,
        'src/stores/domain/store.events.ts': `defineEvent("A", 1, z);`,
      },
      { 'src/orders/orders.module.ts': `defineEvent('A', z);` },
    ],
    tidy: { 'src/orders/domain/order.events.ts': `defineEvent('A', z); defineEvent('B', z); f('A');` },
  },
  {
    title: 'every refusal of a service day is expected by a spec',
    check: tidiness.everyRefusalHasASpec,
    untidy: [
      { 'src/orders/domain/holding.ts': `reject({ code: 'SLOT_FULL', slot })` },
      {
        'src/orders/domain/holding.ts': `reject({ code: 'SLOT_FULL', slot })`,
        'test/orders/properties/a.spec.ts': `SLOT_FULL: true, seen('SLOT_FULL')`,
      },
    ],
    tidy: {
      'src/orders/domain/order.rejections.ts': `| { readonly code: 'STORE_UNKNOWN' }`,
      'src/orders/domain/holding.ts': `reject({ code: 'SLOT_FULL', slot })`,
      'test/orders/holding/a.spec.ts': `.then(rejected('SLOT_FULL'))`,
    },
  },
  {
    title: 'every command of a service day is given by a spec',
    check: tidiness.everyCommandHasASpec,
    untidy: [
      { 'src/orders/domain/order.commands.ts': `readonly type: 'RenewHold';` },
      {
        'src/orders/domain/order.commands.ts': `readonly type: 'RenewHold';`,
        'test/orders/holding/a.spec.ts': `given().when(renew())`,
      },
      {
        'src/orders/domain/order.commands.ts': `readonly type: 'RenewHold';`,
        'test/specification/service-day-commands.ts': `export const renew = () => ({ type: 'RenewHold' });`,
        'test/orders/properties/a.spec.ts': `given().when(renew())`,
      },
    ],
    tidy: {
      'src/orders/domain/order.commands.ts': `readonly type: 'RenewHold';`,
      'test/specification/service-day-commands.ts': `export const renew = () => ({ type: 'RenewHold' });`,
      'test/orders/holding/a.spec.ts': `given().when(renew())`,
    },
  },
];

describe('the house is tidy:', () => {
  const files = tidiness.textFilesOf(PROJECT);

  it('the inspection sees the house', () => {
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['package-lock.json', 'src/event-sourcing/decider.ts']),
    );
  });

  describe.each(proofs)('$title', ({ check, untidy, tidy }) => {
    it('holds for this project', () => {
      expect(check(files)).toEqual([]);
    });

    it.each(untidy.map(mess => ({ mess, paths: Object.keys(mess).join(', ') })))(
      'would be noticed in $paths',
      ({ mess }) => {
        expect(check(mess)).not.toEqual([]);
      },
    );

    it('asks for no more than that', () => {
      expect(check(tidy)).toEqual([]);
    });
  });
});
