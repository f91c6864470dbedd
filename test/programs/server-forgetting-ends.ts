import { AppModule } from '../../src/app.module.js';
import type { EventStore, LogBatch, RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { EVENT_STORE } from '../../src/event-sourcing/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { withCellarPart } from '../equipment/swapped-provider.js';

/*
 * The server that keeps in its memory alone when a hold ends: of a hold that an earlier process recorded it knows no end.
 * The specs run it to see that they would notice.
 */
const NEVER = '2999-12-31T00:00:00.000Z';

const forgetful = (store: EventStore): EventStore => {
  const own = new Set<string>();
  const remembered = (event: RecordedEvent): RecordedEvent =>
    event.type !== 'TimeslotHeld' || own.has(event.id)
      ? event
      : { ...event, data: { ...(event.data as object), expiresAt: NEVER } };
  const append = (...[stream, events, expected]: Parameters<EventStore['append']>) => {
    for (const { id } of events) own.add(id);
    return store.append(stream, events, expected);
  };
  async function* readStream(...given: Parameters<EventStore['readStream']>): AsyncIterable<RecordedEvent> {
    for await (const event of store.readStream(...given)) yield remembered(event);
  }
  async function* subscribe(...given: Parameters<EventStore['subscribe']>): AsyncIterable<LogBatch> {
    for await (const batch of store.subscribe(...given)) {
      yield { ...batch, events: batch.events.map(remembered) };
    }
  }
  const changed = { append, readStream, subscribe };
  return new Proxy(store, {
    get: (target, name) => {
      if (name in changed) return changed[name as keyof typeof changed];
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
};

const config = readConfig(process.env);
const app = withCellarPart(AppModule.for(config, config.databaseUrl ?? ''), EVENT_STORE, forgetful);
const server = await createServer(app);
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
