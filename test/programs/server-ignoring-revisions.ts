import type { DynamicModule } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { EventSourcingModule } from '../../src/event-sourcing/event-sourcing.module.js';
import { EVENT_STORE, type EventStore } from '../../src/event-sourcing/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';

/*
 * The server with its guard taken away: an append that meets another revision than it expected is made all the same,
 * behind what is there. The specs run it to see that they would notice.
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

type Factory = (...parts: unknown[]) => Promise<EventStore>;

interface StoreProvider {
  readonly provide: typeof EVENT_STORE;
  readonly inject: [];
  readonly useFactory: Factory;
}

const isOfStore = (provider: unknown): provider is StoreProvider =>
  (provider as { readonly provide?: unknown }).provide === EVENT_STORE;

/** The application with the provider of its log wrapped; a dynamic module’s providers replace those of its class. */
const unguarded = (app: DynamicModule): DynamicModule => {
  const provider = (Reflect.getMetadata('providers', EventSourcingModule) as unknown[]).find(isOfStore);
  if (provider === undefined) throw new Error('the module of the log provides no log');
  const useFactory: Factory = async (...parts) => withoutGuard(await provider.useFactory(...parts));
  const swapped = { module: EventSourcingModule, providers: [{ ...provider, useFactory }] };
  return {
    ...app,
    imports: (app.imports ?? []).map(room => (room === EventSourcingModule ? swapped : room)),
  };
};

const config = readConfig(process.env);
const server = await createServer(unguarded(AppModule.for(config, config.databaseUrl ?? '')));
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
