import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROJECT, run, seededTree, type Files } from './seeded-tree.js';

/** Packages as the made-up project has them installed: the last but one is not for shipping, the last not declared. */
const packages = [
  'zod',
  'pg',
  'typeorm',
  'undici',
  '@nestjs/cqrs',
  '@eventstore/db-client',
  'fast-check',
  'undeclared',
];
const declared = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, '1.0.0']));

const installed: Files = Object.fromEntries(
  packages.flatMap(name => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
    [`node_modules/${name}/index.js`, 'module.exports = {};'],
  ]),
);

/** A small house in which everything is in its place. */
const house: Files = {
  ...installed,
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: declared(packages.slice(0, -2)),
    devDependencies: declared(['fast-check']),
  }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext' } }),
  'src/main.ts': `import './app.module.js';`,
  'bench/holds.ts': `import { HandleStore } from '../src/stores/index.js';`,
  'src/app.module.ts': `
    import { HandleStore } from './stores/index.js';
    import { OrdersModule } from './orders/orders.module.js';
    import { ProjectionsModule } from './projections/projections.module.js';
    import { eventCatalogue } from './event-catalogue.js';`,
  'src/event-catalogue.ts': `import { opened } from './stores/index.js';`,
  'src/stores/index.ts': `
    export { opened, type StoreOpened } from './domain/store.events.js';
    export { HandleStore } from './handle-store.js';
    export { storeIdOf } from './store-id.js';
    export { storeStream } from './store-streams.js';`,
  'src/stores/store-id.ts': `import { encodeBase32 } from '../platform/ids/index.js';`,
  'src/stores/store-streams.ts': `import { appendTo } from '../event-sourcing/index.js';`,
  'src/stores/domain/store.events.ts': `
    import { z } from 'zod';
    import { defineEvent } from '../../event-sourcing/decider.js';`,
  'src/stores/handle-store.ts': `import { Command } from '@nestjs/cqrs';`,
  'src/stores/stores.module.ts': `import { StoresHandler } from './stores.handler.js';`,
  'src/stores/stores.handler.ts': `import { HandleStore } from './handle-store.js';`,
  'src/orders/index.ts': `export { type OrderConfirmed } from './domain/order.events.js';`,
  'src/orders/domain/order.events.ts': `
    import { z } from 'zod';
    import type { StoreOpened } from '../../stores/index.js';
    import { type Instant } from '../../platform/clock/index.js';`,
  'src/orders/domain/order.ts': `
    import { LayeredMap } from '../../event-sourcing/layered-map.js';
    import { type OrderConfirmed } from './order.events.js';`,
  'src/orders/orders.module.ts': `
    import { StoresModule } from '../stores/stores.module.js';
    import { appendTo } from '../event-sourcing/index.js';`,
  'src/availability/index.ts': `import { type OrderConfirmed } from '../orders/index.js';`,
  'src/event-sourcing/index.ts': `
    export { defineEvent } from './decider.js';
    export { appendTo } from './postgres/postgres-event-store.js';`,
  'src/event-sourcing/decider.ts': `import type { ZodType } from 'zod';`,
  'src/event-sourcing/layered-map.ts': `export class LayeredMap {}`,
  'src/event-sourcing/postgres/postgres-event-store.ts': `import pg from 'pg';`,
  'src/event-sourcing/eventstoredb/client.ts': `import { EventStoreDBClient } from '@eventstore/db-client';`,
  'src/projections/projection.ts': `import { type Instant } from '../platform/clock/index.js';`,
  'src/projections/projections.module.ts': `import { openDays } from './open-days/index.js';`,
  'src/projections/open-days/index.ts': `
    export { openDays } from './open-days.query.js';
    export { OpenDayRow } from './open-days.entity.js';`,
  'src/projections/open-days/open-days.entity.ts': `import { Entity } from 'typeorm';`,
  'src/projections/open-days/open-days.query.ts': `
    import { DataSource } from 'typeorm';
    import { storeStream } from '../../stores/index.js';
    import { openDaysOf } from './open-days.projection.js';`,
  'src/projections/open-days/open-days.projection.ts': `
    import type { Projection } from '../projection.js';
    import type { OrderConfirmed } from '../../orders/index.js';`,
  'src/platform/clock/index.ts': `export { systemTime } from './network-time.js';`,
  'src/platform/clock/network-time.ts': `export const systemTime = 0;`,
  'src/platform/ids/index.ts': `
    import { createHash } from 'node:crypto';
    import { systemTime } from '../clock/index.js';`,
  'src/pos-gateway/index.ts': `export { deliver } from './adapters/classic.js';`,
  'src/pos-gateway/adapters/classic.ts': `import { request } from 'undici';`,
  'src/cli/main.ts': `
    import { StoresModule } from '../stores/stores.module.js';
    import { eventCatalogue } from '../event-catalogue.js';
    import pg from 'pg';`,
  'tools/pos-simulator/main.ts': `import { systemTime } from '../../src/platform/clock/index.js';`,
  'test/orders/order.spec.ts': `
    import fc from 'fast-check';
    import { confirm } from '../../src/orders/domain/order.js';`,
  'test/eventstoredb-server/main.ts': `import { systemTime } from '../../src/platform/clock/index.js';`,
};

/** What somebody might add to that house, and the rule that must stop them. */
const intrusions: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['domain-is-pure', 'src/orders/domain/framework.ts', `import { Command } from '@nestjs/cqrs';`],
  ['domain-is-pure', 'src/orders/domain/hashing.ts', `import { createHash } from 'node:crypto';`],
  ['domain-is-pure', 'src/orders/domain/bare.ts', `import { createHash } from 'crypto';`],
  ['domain-is-pure', 'src/orders/domain/types.events.ts', `import type { Pool } from 'pg';`],
  ['only-events-carry-schemas', 'src/orders/domain/order.commands.ts', `import { z } from 'zod';`],
  [
    'domain-looks-inward',
    'src/orders/domain/outward.ts',
    `import { HandleOrder } from '../orders.module.js';`,
  ],
  ['domain-looks-inward', 'src/orders/domain/own-door.ts', `import type { Order } from '../index.js';`],
  [
    'domain-looks-inward',
    'src/orders/domain/deep.ts',
    `import type { S } from '../../stores/domain/store.events.js';`,
  ],
  ['domain-looks-inward', 'src/orders/domain/root.ts', `import type { E } from '../../event-catalogue.js';`],
  [
    'domain-only-hears-other-rooms',
    'src/orders/domain/calls.ts',
    `import { opened } from '../../stores/index.js';`,
  ],
  [
    'domain-only-hears-other-rooms',
    'src/orders/domain/calls-too.ts',
    `import { type StoreOpened, opened } from '../../stores/index.js';`,
  ],
  [
    'domain-only-hears-other-rooms',
    'src/orders/domain/calls-twice.ts',
    `import type { StoreOpened } from '../../stores/index.js';
     import { opened } from '../../stores/index.js';`,
  ],
  [
    'domain-only-hears-other-rooms',
    'src/orders/domain/calls-small-room.ts',
    `import { systemTime } from '../../platform/clock/index.js';`,
  ],
  ['the-pure-cellar-stands-alone', 'src/event-sourcing/layered-map.ts', `import { z } from 'zod';`],
  [
    'projection-functions-are-pure',
    'src/projections/totals/totals.projection.ts',
    `import { v5 } from 'pg';`,
  ],
  [
    'projection-functions-are-pure',
    'src/projections/hash/hash.projection.ts',
    `import { hash } from 'node:crypto';`,
  ],
  ['rooms-have-doors', 'src/availability/peeps.ts', `import { o } from '../orders/domain/order.js';`],
  [
    'rooms-have-doors',
    'src/availability/peeps-low.ts',
    `import { t } from '../platform/clock/network-time.js';`,
  ],
  [
    'rooms-have-doors',
    'src/stores/decides.ts',
    `import { defineEvent } from '../event-sourcing/decider.js';`,
  ],
  ['small-rooms-have-doors', 'src/platform/ids/peeps.ts', `import { t } from '../clock/network-time.js';`],
  [
    'small-rooms-have-doors',
    'src/projections/b/peeps.ts',
    `import { t } from '../open-days/open-days.query.js';`,
  ],
  ['guests-use-the-doors', 'src/seeder.ts', `import { o } from './orders/domain/order.js';`],
  ['guests-use-the-doors', 'tools/fill.ts', `import { o } from '../src/orders/domain/order.js';`],
  ['benches-use-the-doors', 'bench/fold.ts', `import { o } from '../src/orders/domain/order.js';`],
  [
    'modules-wire-modules',
    'src/orders/orders.controller.ts',
    `import { S } from '../stores/stores.module.js';`,
  ],
  ['modules-wire-modules', 'src/availability/own.ts', `import { S } from '../stores/stores.module.js';`],
  ['doors-show-only-language', 'src/orders/index.ts', `export { OrdersFee } from './fees.js';`],
  ['doors-show-only-language', 'src/stores/index.ts', `export { request } from 'undici';`],
  [
    'doors-keep-the-desk-inside',
    'src/availability/index.ts',
    `export { A } from './availability.controller.js';`,
  ],
  ['doors-keep-the-desk-inside', 'src/platform/clock/index.ts', `export { C } from './clock.module.js';`],
  [
    'the-root-sees-and-is-not-seen',
    'src/platform/ids/up.ts',
    `import { eventCatalogue } from '../../event-catalogue.js';`,
  ],
  [
    'write-side-never-reads-projections',
    'src/orders/reads.ts',
    `import { d } from '../projections/open-days/index.js';`,
  ],
  [
    'write-side-never-reads-projections',
    'src/stores/asks.ts',
    `import type { A } from '../availability/index.js';`,
  ],
  [
    'projections-see-only-events',
    'src/projections/c/decides.projection.ts',
    `import { opened } from '../../stores/index.js';`,
  ],
  ['projections-cannot-act', 'src/projections/c/commands.ts', `import { CommandBus } from '@nestjs/cqrs';`],
  [
    'projections-cannot-act',
    'src/projections/c/sends.ts',
    `import { deliver } from '../../pos-gateway/index.js';`,
  ],
  [
    'judges-share-nothing-with-the-judged',
    'test/eventstoredb-server/borrowed.ts',
    `import { c } from '../../src/event-sourcing/eventstoredb/client.js';`,
  ],
  [
    'judges-share-nothing-with-the-judged',
    'tools/pos-simulator/borrowed.ts',
    `import { d } from '../../src/pos-gateway/index.js';`,
  ],
  ['only-adapters-speak-postgres', 'src/orders/query.ts', `import pg from 'pg';`],
  ['only-adapters-speak-postgres', 'src/pos-gateway/table.ts', `import type { DataSource } from 'typeorm';`],
  [
    'only-the-adapter-speaks-eventstoredb',
    'src/orders/esdb.ts',
    `import { E } from '@eventstore/db-client';`,
  ],
  ['only-the-adapter-speaks-eventstoredb', 'tools/esdb.ts', `import { E } from '@kurrent/kurrentdb-client';`],
  ['only-adapters-speak-http', 'src/pos-gateway/shortcut.ts', `import { request } from 'undici';`],
  ['only-adapters-speak-http', 'src/webhooks/shortcut.ts', `import { request } from 'undici';`],
  ['everything-resolves', 'src/orders/nowhere.ts', `import './not-there.js';`],
  ['no-circular', 'src/availability/egg.ts', `import type { Hen } from './hen.js';`],
  ['src-never-imports-test', 'src/orders/tried.ts', `import '../../test/orders/order.spec.js';`],
  ['what-ships-is-declared', 'src/orders/random.ts', `import fc from 'fast-check';`],
  ['what-ships-is-declared', 'src/orders/guess.ts', `import { guess } from 'undeclared';`],
  ['no-orphans', 'src/orders/forgotten.ts', `export const forgotten = 1;`],
];

/** What the intrusions point at. */
const furniture: Files = {
  'src/availability/hen.ts': `import type { Egg } from './egg.js';`,
  'src/orders/fees.ts': `import { type OrderConfirmed } from './domain/order.events.js';`,
  'src/availability/availability.controller.ts': `import { Command } from '@nestjs/cqrs';`,
  'src/platform/clock/clock.module.ts': `import { systemTime } from './network-time.js';`,
};

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

const violationsIn = async (files: Files): Promise<string[]> => {
  const config = ['--config', join(PROJECT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const cli = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const printed = await run(cli, [...config, 'src', 'tools', 'test', 'bench'], seededTree(files));
  const { summary } = JSON.parse(printed) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
};

const ruleNames = () => {
  const config = createRequire(join(PROJECT, 'package.json'))('./.dependency-cruiser.cjs') as {
    forbidden: { name: string }[];
  };
  return config.forbidden.map(({ name }) => name);
};

describe('the rooms of the house', () => {
  let reported: readonly string[] = [];

  beforeAll(async () => {
    const intruded: Record<string, string> = { ...house, ...furniture };
    for (const [, file, text] of intrusions) intruded[file] = `${intruded[file] ?? ''}\n${text}`;
    reported = await violationsIn(intruded);
  });

  it('are at peace while everything is in its place', async () => {
    expect(await violationsIn(house)).toEqual([]);
  });

  it.each(intrusions)('%s stops %s', (rule, file) => {
    expect(reported).toContain(`${rule}: ${file}`);
  });

  it('have no rule that was never seen to fire', () => {
    expect(new Set(intrusions.map(([rule]) => rule))).toEqual(new Set(ruleNames()));
  });
});
