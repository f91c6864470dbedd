import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { TIMERS, type BusinessTimers } from '../platform/clock/index.js';
import { Leadership } from '../platform/postgres/index.js';
import { DispatchOrder } from './dispatch-order.js';
import { HoldExpiry } from './hold-expiry.js';
import { LIST_OPEN_DAYS, type ListOpenDays } from './open-day-follower.js';
import { OrdersController } from './orders.controller.js';
import { OrdersHandler } from './orders.handler.js';

@Module({
  controllers: [OrdersController],
  providers: [
    OrdersHandler,
    DispatchOrder,
    {
      provide: HoldExpiry,
      inject: [EVENT_STORE, LIST_OPEN_DAYS, TIMERS, DispatchOrder],
      useFactory: (store: EventStore, list: ListOpenDays, timers: BusinessTimers, dispatch: DispatchOrder) =>
        new HoldExpiry(store, list, timers, dispatch),
    },
  ],
  exports: [DispatchOrder],
})
export class OrdersModule implements OnModuleInit {
  constructor(
    private readonly expiry: HoldExpiry,
    private readonly subscriptions: Subscriptions,
    @Inject(Leadership) private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    this.leadership.whileLeading({
      start: () => void this.subscriptions.follow(this.expiry),
      stop: () => this.subscriptions.unfollow(this.expiry.name),
    });
  }
}
