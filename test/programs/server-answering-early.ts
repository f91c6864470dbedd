import { AppModule } from '../../src/app.module.js';
import { EVENT_STORE, type EventStore } from '../../src/event-sourcing/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { withCellarPart } from '../equipment/swapped-provider.js';

/*
 * The server with its patience taken away: it says that events are written when it has only sent them. The specs run it
 * to see that they would notice what such a server forgets.
 */
const impatient = (store: EventStore): EventStore => {
  const append = store.append.bind(store);
  return Object.assign(store, {
    append: async (...[stream, events, expected]: Parameters<EventStore['append']>) => {
      if (expected === 'noStream') return append(stream, events, expected);
      void append(stream, events, expected);
      return { kind: 'written' as const, revision: expected + BigInt(events.length), position: 0n };
    },
  });
};

const config = readConfig(process.env);
const app = withCellarPart(AppModule.for(config, config.databaseUrl ?? ''), EVENT_STORE, impatient);
const server = await createServer(app);
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
