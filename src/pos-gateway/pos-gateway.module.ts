import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { DispatchOrder, LIST_OPEN_DAYS, type ListOpenDays } from '../orders/index.js';
import { OrdersModule } from '../orders/orders.module.js';
import { Activity, CLOCK, NETWORK_TIME, TIMERS, type BusinessTimers, type NetworkTime, type StoredClock } from '../platform/clock/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { Leadership, POOL } from '../platform/postgres/index.js';
import { OrderKeys } from '../platform/sealing/index.js';
import { Metrics } from '../platform/telemetry/index.js';
import { FeedCursors } from './cursors/index.js';
import { DeliveryAttempt } from './delivery-attempt.js';
import { DeliveryManager } from './delivery-manager.js';
import { DeliveryMeter } from './delivery-meter.js';
import { PosAccounts } from './pos-accounts.js';
import { TrackingManager } from './tracking-manager.js';

const logger = new Logger('PosGateway');

@Module({
  imports: [OrdersModule],
  providers: [
    {
      provide: PosAccounts,
      inject: [CONFIG, NETWORK_TIME],
      useFactory: ({ posAccounts }: Config, network: NetworkTime) => new PosAccounts(posAccounts, network),
    },
    { provide: FeedCursors, inject: [POOL], useFactory: FeedCursors.open },
    {
      provide: DeliveryAttempt,
      inject: [DispatchOrder, OrderKeys, NETWORK_TIME],
      useFactory: (dispatch: DispatchOrder, keys: OrderKeys, network: NetworkTime) =>
        new DeliveryAttempt(dispatch, keys, network),
    },
    {
      provide: DeliveryManager,
      inject: [EVENT_STORE, CLOCK, TIMERS, NETWORK_TIME, RANDOM, Activity, LIST_OPEN_DAYS, DispatchOrder, DeliveryAttempt, PosAccounts],
      useFactory: (
        store: EventStore,
        clock: StoredClock,
        timers: BusinessTimers,
        network: NetworkTime,
        random: Random,
        activity: Activity,
        ...rest: [ListOpenDays, DispatchOrder, DeliveryAttempt, PosAccounts]
      ) => {
        const onTrouble = (orderId: string, cause: unknown) => logger.error({ err: cause, orderId }, 'a delivery step failed');
        return new DeliveryManager(
          { store, clock, timers, network, random: () => random.number(), activity, onTrouble },
          ...rest,
        );
      },
    },
    {
      provide: TrackingManager,
      inject: [EVENT_STORE, NETWORK_TIME, Activity, Metrics, LIST_OPEN_DAYS, DispatchOrder, PosAccounts, FeedCursors],
      useFactory: (
        store: EventStore,
        network: NetworkTime,
        activity: Activity,
        metrics: Metrics,
        ...rest: [ListOpenDays, DispatchOrder, PosAccounts, FeedCursors]
      ) => {
        const onTrouble = (location: string, cause: unknown) => logger.warn({ err: cause, location }, 'a feed failed');
        const onStranger = () => metrics.feedStrangers.inc();
        return new TrackingManager({ store, network, activity, onTrouble, onStranger }, ...rest);
      },
    },
    {
      provide: DeliveryMeter,
      inject: [EVENT_STORE, LIST_OPEN_DAYS, Metrics],
      useFactory: (store: EventStore, list: ListOpenDays, metrics: Metrics) => new DeliveryMeter(store, list, metrics),
    },
  ],
})
export class PosGatewayModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly delivery: DeliveryManager,
    private readonly tracking: TrackingManager,
    private readonly meter: DeliveryMeter,
    private readonly accounts: PosAccounts,
    private readonly subscriptions: Subscriptions,
    @Inject(Leadership) private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    for (const follower of [this.delivery, this.tracking, this.meter]) {
      this.leadership.whileLeading({
        start: () => void this.subscriptions.follow(follower),
        stop: () => this.subscriptions.unfollow(follower.name),
      });
    }
    this.leadership.whileLeading({ start: () => undefined, stop: () => this.drain() });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.accounts.close();
  }

  private async drain(): Promise<void> {
    this.tracking.drain();
    await this.delivery.drain();
  }
}
