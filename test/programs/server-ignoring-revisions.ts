import { AppModule } from '../../src/app.module.js';
import {
  EVENT_STORE,
  LANE_SURROUNDINGS,
  type EventStore,
  type LaneSurroundings,
} from '../../src/event-sourcing/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { withCellarPart } from '../equipment/swapped-provider.js';

/*
 * The server with its guard taken away: an append that meets another revision than it expected is made all the same,
 * behind what is there, and nobody tells its lanes what other nodes record. The specs run it to see that they would
 * notice.
 */
const withoutGuard = (store: EventStore): EventStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'append') return appendAnyway(target);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

const appendAnyway =
  (store: EventStore): EventStore['append'] =>
  async (stream, events, expected) => {
    let outcome = await store.append(stream, events, expected);
    while (outcome.kind === 'conflict') outcome = await store.append(stream, events, outcome.actual);
    return outcome;
  };

const untold = ({ feed: _, ...around }: LaneSurroundings): LaneSurroundings => around;

const config = readConfig(process.env);
const unguarded = withCellarPart(AppModule.for(config, config.databaseUrl ?? ''), EVENT_STORE, withoutGuard);
const app = withCellarPart<LaneSurroundings>(unguarded, LANE_SURROUNDINGS, untold);
const server = await createServer(app);
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
