import { Module, type OnModuleInit } from '@nestjs/common';
import { Subscriptions } from '../event-sourcing/index.js';
import { Leadership } from '../platform/postgres/index.js';
import { DispatchOrder } from './process/dispatch-order.js';
import { HoldExpiry } from './hold-expiry.js';
import { OrderChangesController } from './order-changes.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersHandler } from './orders.handler.js';
import { ProcessSurroundings } from './process/process-surroundings.js';
import { SubmitOrder } from './submit-order.js';

@Module({
  controllers: [OrdersController, OrderChangesController],
  providers: [OrdersHandler, SubmitOrder, DispatchOrder, ProcessSurroundings, HoldExpiry],
  exports: [DispatchOrder, ProcessSurroundings],
})
export class OrdersModule implements OnModuleInit {
  constructor(
    private readonly expiry: HoldExpiry,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    this.leadership.whileLeading({
      start: () => void this.subscriptions.follow(this.expiry),
      stop: () => this.subscriptions.unfollow(this.expiry.name),
    });
  }
}
