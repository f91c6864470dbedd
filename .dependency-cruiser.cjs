/**
 * Who may know whom. A room is a folder directly under src; `platform` and `projections` are houses of small
 * rooms. Every rule is an error, none tolerates known offenders, and each is seen to fire in
 * test/architecture/rooms.spec.ts.
 */

const DOORS = '^src/(?:(?:platform|projections)/)?[^/]+/index\\.ts$';
const MODULES = '^src/.+\\.module\\.ts$';
const PURE_CELLAR = '^src/event-sourcing/(?:decider|layered-map)\\.ts$';
const PROJECTION_FUNCTIONS = '^src/projections/.+\\.projection\\.ts$';
const WRITE_SIDE = '^src/(?:stores|orders)/';
const BUSINESS = '^src/(?:stores|orders|availability|pos-gateway|webhooks)/';

/** A package by name, with everything in it: as installed, as its types, or as not found. */
const npm = (...names) => `^(?:node_modules/|node_modules/@types/|)(?:${names.join('|')})(?:/|$)`;
/** Whatever the project did not write itself. */
const FOREIGN = ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const pure = [
  rule(
    'domain-is-pure',
    'A domain folder can be read, tested and trusted without knowing any framework or platform. It uses ' +
      'no package and nothing of Node.',
    { path: '^src/[^/]+/domain/' },
    {
      dependencyTypes: FOREIGN,
      pathNot: npm('zod'),
    },
  ),
  rule(
    'only-events-carry-schemas',
    'Events outlive the code that wrote them, so they are checked at run time. Commands and state are ' +
      'checked by the compiler; the schema library belongs in *.events.ts.',
    { path: '^src/[^/]+/domain/', pathNot: '\\.events\\.ts$' },
    { path: npm('zod') },
  ),
  rule(
    'domain-looks-inward',
    'A domain depends on itself, on the idea of a decider and on what other rooms say at their doors. ' +
      'Everything around it (handlers, controllers, adapters) depends on the domain, never the other way.',
    { path: '^src/([^/]+)/domain/' },
    { path: '^(?:src|tools|test|bench)/', pathNot: ['^src/$1/domain/', PURE_CELLAR, `(?!^src/$1/)${DOORS}`] },
  ),
  rule(
    'domain-only-hears-other-rooms',
    'A domain that decides takes words (types) from another room, never behaviour: two rooms that call each ' +
      'other’s rules are one room with a wall in it. Write `import type`. (Availability and the POS gateway ' +
      'decide nothing about a day; they read it the way the orders room folds it.)',
    { path: '^src/(?:stores|orders)/domain/' },
    { path: DOORS, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'the-pure-cellar-stands-alone',
    'The decider and the layered map are what every domain stands on. What they import, every domain ' +
      'imports; so they import nothing, except types.',
    { path: PURE_CELLAR },
    { dependencyTypesNot: ['type-only'], pathNot: PURE_CELLAR },
  ),
  rule(
    'projection-functions-are-pure',
    'The function from an event to a row change decides what a rebuild yields, so it must not be able ' +
      'to ask anybody else. Tables and queries live beside it, in other files.',
    { path: PROJECTION_FUNCTIONS },
    { dependencyTypes: FOREIGN, dependencyTypesNot: ['type-only'] },
  ),
];

const rooms = [
  rule(
    'rooms-have-doors',
    'A room is entered by its index.ts. What is not shown there may be renamed, split or thrown away ' +
      'without asking anybody.',
    { path: '^src/([^/]+)/', pathNot: '^src/[^/]+/domain/' },
    { path: '^src/[^/]+/', pathNot: ['^src/$1/', DOORS, MODULES] },
  ),
  rule(
    'small-rooms-have-doors',
    'Inside platform and projections each folder is a room of its own, entered by its index.ts. What ' +
      'lies directly in the house is for all of its rooms.',
    { path: '^src/(platform|projections)/([^/]+)/' },
    { path: '^src/$1/[^/]+/', pathNot: ['^src/$1/$2/', DOORS, MODULES] },
  ),
  rule(
    'guests-use-the-doors',
    'The composition root and the tools are guests: they enter a room by its index.ts like anybody else. ' +
      'Only specs may look into a room.',
    { path: ['^src/[^/]+$', '^tools/'] },
    { path: '^src/[^/]+/', pathNot: [DOORS, MODULES] },
  ),
  rule(
    'benches-use-the-doors',
    'The benchmarks are guests as well. They start what the operators’ commands start, and one of their ' +
      'baselines is the route of the orders with nothing behind it.',
    { path: '^bench/' },
    {
      path: '^src/[^/]+/',
      pathNot: [
        DOORS,
        '^src/cli/system/index\\.ts$',
        '^src/orders/(?:orders\\.controller|referenced-holds|submit-order)\\.ts$',
      ],
    },
  ),
  rule(
    'modules-wire-modules',
    'Wiring is the business of *.module.ts and of the two programs. A door shows what a room means, not ' +
      'how it is put together: import `../orders/orders.module.js` by path, from a module.',
    { path: '^(?:src|tools)/', pathNot: [MODULES, '^src/main\\.ts$', '^src/cli/'] },
    { path: MODULES },
  ),
  rule(
    'doors-show-only-language',
    'At the door of the write side there are the words of its domain, the names of its things and ' +
      'streams (*-id.ts, *-streams.ts), the one envelope they travel in, and what a process manager is made ' +
      'of (process/). A caller sends commands and hears events; it does not get hold of what serves them.',
    { path: '^src/(stores|orders)/index\\.ts$' },
    {
      pathNot: [
        '^src/$1/domain/',
        '^src/$1/handle-[^/]+\\.ts$',
        '^src/$1/[^/]+-(?:id|streams)\\.ts$',
        '^src/$1/process/',
      ],
    },
  ),
  rule(
    'doors-keep-the-desk-inside',
    'Controllers, resolvers, handlers, DTOs, tables and modules are how a room serves; nobody else has a use ' +
      'for them. (A question of the projections is opened by the module of its house, which lays them out.)',
    { path: '^src/(?:platform/)?[^/]+/index\\.ts$' },
    { path: '^src/.+\\.(?:controller|resolver|handler|dto|entity|entities|migration|module)\\.ts$' },
  ),
  rule(
    'the-root-sees-and-is-not-seen',
    'The files directly under src see every room. A room that looked back at them would see every room too.',
    { path: '^src/[^/]+/', pathNot: '^src/cli/' },
    { path: '^src/[^/]+$' },
  ),
];

const flows = [
  rule(
    'write-side-never-reads-projections',
    'A decision is made against its own stream. A read model may be late, and a promise made on a late ' +
      'answer is how a slot gets oversold.',
    { path: WRITE_SIDE },
    { path: '^src/(?:projections|availability|webhooks)/' },
  ),
  rule(
    'projections-see-only-events',
    'The function of a projection knows what happened, not who decides or how: it takes the types of events ' +
      'from the doors, and no behaviour.',
    { path: PROJECTION_FUNCTIONS },
    { path: BUSINESS, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'projections-cannot-act',
    'A projection is rebuilt while shops are open. With no bus, no POS and no HTTP in reach, a rebuild cannot ' +
      'repeat a side effect.',
    { path: '^src/projections/' },
    { path: ['^src/(?:pos-gateway|availability|webhooks)/', npm('@nestjs/cqrs', 'undici')] },
  ),
  rule(
    'judges-share-nothing-with-the-judged',
    'The POS simulator and the test event store judge our side of a protocol. Code in common would ' +
      'agree with itself about its own mistakes; only the platform (clocks, configuration) is shared.',
    { path: ['^tools/pos-simulator/', '^test/eventstoredb-server/'] },
    { path: '^src/', pathNot: '^src/platform/[^/]+/index\\.ts$' },
  ),
];

const adapters = [
  rule(
    'only-adapters-speak-postgres',
    'PostgreSQL is spoken where rows are the point: read models, the default event store, sealed keys, ' +
      'the stored clock, leases, feed cursors, what POS accounts came to, claimed references, the outbox of webhooks and the operators’ commands. Everywhere else it would be a second, ' +
      'hidden write side.',
    {
      path: '^src/',
      pathNot: [
        '^src/cli/',
        '^src/event-sourcing/postgres/',
        '^src/platform/(?:embedded-postgres|leases|postgres|sealing|stored-clock)/',
        '^src/orders/references/',
        '^src/pos-gateway/(?:account-states|cursors)/',
        '^src/projections/',
        '^src/webhooks/outbox/',
      ],
    },
    { path: npm('pg', 'pg-[^/]+', 'typeorm', '@nestjs/typeorm') },
  ),
  rule(
    'only-the-adapter-speaks-eventstoredb',
    'One folder knows the client of EventStoreDB and its errors. Everybody else speaks to the port.',
    { path: '^(?:src|tools|bench)/', pathNot: '^src/event-sourcing/eventstoredb/' },
    { path: npm('@eventstore/db-client', '@kurrent/kurrentdb-client', '@grpc/grpc-js') },
  ),
  rule(
    'only-adapters-speak-http',
    'A request that leaves the house may print a second ticket, or be sent where nobody outside may send ' +
      'us. Connection pools, time-outs and proofs of not having been sent live in the POS adapters; the ' +
      'egress list guards the sending of webhooks.',
    { path: '^src/', pathNot: ['^src/pos-gateway/adapters/', '^src/webhooks/sending/', '^src/cli/'] },
    { path: npm('undici') },
  ),
];

const hygiene = [
  rule(
    'everything-resolves',
    'An import that leads nowhere fails here, not at noon.',
    {},
    { couldNotResolve: true },
  ),
  rule(
    'no-circular',
    'Two files that need each other, be it only for their types, are one file or lack a third.',
    {},
    { circular: true },
  ),
  rule(
    'src-never-imports-test',
    'What is shipped does not lean on what tries it.',
    { path: '^src/' },
    { path: '^(?:test|tools|bench)/' },
  ),
  rule(
    'what-ships-is-declared',
    'Code that ships may use only what package.json lists under "dependencies": an install without dev ' +
      'dependencies must run.',
    { path: ['^src/', '^tools/pos-simulator/'] },
    {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only', 'npm'],
      pathNot: '^node_modules/@types/',
    },
  ),
  rule(
    'no-orphans',
    'A file that nobody imports and that imports nobody is either forgotten or a program of its own.',
    {
      path: '^(?:src|tools|test|bench)/',
      pathNot: ['\\.spec\\.ts$', '^tools/[^/]+\\.mjs$', '^test/(?:equipment|programs)/'],
      orphan: true,
    },
    {},
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...pure, ...rooms, ...flows, ...adapters, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
