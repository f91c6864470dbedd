import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import {
  DEFAULT_LANE_LIMITS,
  EVENT_STORE,
  LANE_SURROUNDINGS,
  type LaneSurroundings,
} from '../../../src/event-sourcing/index.js';
import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import { systemTime } from '../../../src/platform/clock/index.js';
import { CONFIG, readConfig } from '../../../src/platform/config/index.js';
import { OperationGuard } from '../../../src/platform/identity/index.js';
import { ProblemFilter, validation } from '../../../src/platform/problem/index.js';
import { CARRY_TERMS, storeStream, type CarryTerms } from '../../../src/stores/index.js';
import { StoresModule } from '../../../src/stores/stores.module.js';
import { clientOf, freshKey } from '../../http/http-client.js';
import { variablesFor } from '../../http/house.js';
import { openStoreBody, START } from '../../http/requests.js';

class SurroundingsModule {}
@Module({})
class RoomModule {}

type Headers = Readonly<Record<string, string>>;

/**
 * The stores behind HTTP and nobody else: their log is in memory, and a spec says itself what the orders, who would
 * carry a change into the open days, answer.
 */
export const storesAlone = async () => {
  const log = new InMemoryEventStore();
  const carried: { readonly storeId: string; readonly position: bigint }[] = [];
  let now = START;
  let answer: CarryTerms = async () => ({ pendingDays: [] });
  const carryTerms: CarryTerms = (storeId, position) => {
    carried.push({ storeId, position });
    return answer(storeId, position);
  };
  const lanes: LaneSurroundings = {
    store: log,
    clock: { now: () => now },
    network: systemTime,
    random: () => 0.5,
    limits: DEFAULT_LANE_LIMITS,
  };
  const app = await served([
    { provide: EVENT_STORE, useValue: log },
    { provide: LANE_SURROUNDINGS, useValue: lanes },
    { provide: CONFIG, useValue: readConfig(variablesFor(undefined)) },
    { provide: CARRY_TERMS, useValue: carryTerms },
  ]);
  const client = clientOf(await app.getUrl());
  const send = (method: 'POST' | 'PUT', path: string, body: unknown, headers: Headers = {}) =>
    client.ask(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': freshKey(), ...headers },
    });
  return {
    app,
    client,
    put: (path: string, body: unknown, headers?: Headers) => send('PUT', path, body, headers),
    post: (path: string, body: unknown, headers?: Headers) => send('POST', path, body, headers),
    /** What was to be carried into open days, in order. */
    carried,
    /** From now on, the orders answer so when they are to carry a change. */
    whenCarrying: (carrying: CarryTerms): void => {
      answer = carrying;
    },
    tellTime: (instant: string): void => {
      now = instant;
    },
    opened: async (): Promise<string> => {
      const { body } = await client.post<{ storeId: string }>('/stores', openStoreBody());
      return body.storeId;
    },
    /** What a store's stream holds. */
    historyOf: async (storeId: string) => {
      const events: { readonly type: string; readonly data: unknown }[] = [];
      for await (const { type, data } of log.readStream(storeStream(storeId))) events.push({ type, data });
      return events;
    },
    openApi: () => SwaggerModule.createDocument(app, new DocumentBuilder().build()),
  };
};

const served = async (surroundings: NonNullable<DynamicModule['providers']>) => {
  const room: DynamicModule = {
    module: RoomModule,
    imports: [
      CqrsModule.forRoot(),
      {
        module: SurroundingsModule,
        global: true,
        providers: surroundings,
        exports: [EVENT_STORE, LANE_SURROUNDINGS, CONFIG, CARRY_TERMS],
      },
      StoresModule,
    ],
    providers: [
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_GUARD, useClass: OperationGuard },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(room, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalPipes(validation());
  await app.listen(0, '127.0.0.1');
  return app;
};
