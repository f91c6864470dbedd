import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../../src/event-sourcing/index.js';
import { HandleOrder, type OrderEvent } from '../../src/orders/index.js';
import { OrdersController } from '../../src/orders/orders.controller.js';
import { ReferencedHolds } from '../../src/orders/referenced-holds.js';
import { SubmitOrder } from '../../src/orders/submit-order.js';
import { CONFIG, readConfig } from '../../src/platform/config/index.js';
import { OperationGuard } from '../../src/platform/identity/index.js';
import { RANDOM, systemRandom } from '../../src/platform/ids/index.js';
import { ProblemFilter } from '../../src/platform/problem/index.js';
import { OrderKeys } from '../../src/platform/sealing/index.js';
import { logging, Metrics } from '../../src/platform/telemetry/index.js';
import { createServer } from '../../src/server.js';

/*
 * The same server, route, guard, validation and bus, with a handler that answers at once: what a hold costs before
 * anybody decides or stores it. It mounts the controller itself, so it cannot fall behind it.
 *   node dist/bench/baselines/nest-route.js
 */
const HOLD_MS = 7_200_000;

@CommandHandler(HandleOrder)
class AnswerAtOnce implements ICommandHandler<HandleOrder> {
  async execute({ envelope: { command } }: HandleOrder) {
    const events: OrderEvent[] = [];
    if (command.type === 'HoldTimeslot') {
      const { orderId, slot, load, by, guest } = command;
      const expiresAt = new Date(Date.now() + HOLD_MS).toISOString();
      events.push({ type: 'TimeslotHeld', data: { orderId, slot, load, by, guest, expiresAt } });
    }
    return { kind: 'accepted' as const, repeated: false, events, revision: 1n, position: 1n };
  }
}

const config = readConfig({ ...process.env, PORT: '0' });

@Module({
  imports: [logging(config), CqrsModule.forRoot()],
  controllers: [OrdersController],
  providers: [
    AnswerAtOnce,
    SubmitOrder,
    Metrics,
    { provide: CONFIG, useValue: config },
    { provide: EVENT_STORE, useValue: { logId: '00000000-0000-0000-0000-000000000000' } },
    { provide: RANDOM, useValue: systemRandom },
    { provide: OrderKeys, useValue: {} },
    { provide: ReferencedHolds, useValue: {} },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: OperationGuard },
  ],
})
class RouteWithoutStore {}

const server = await createServer({ module: RouteWithoutStore });
await server.listen(0, '127.0.0.1');
process.stdout.write(`the baseline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => process.exit(0));
