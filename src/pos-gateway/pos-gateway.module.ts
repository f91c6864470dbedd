import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subscriptions } from '../event-sourcing/index.js';
import { OrdersModule } from '../orders/orders.module.js';
import { NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { Leadership, POOL, type Pool } from '../platform/postgres/index.js';
import { AccountForecasts } from './account-forecasts.js';
import { AccountAlarm, AccountStates } from './account-states/index.js';
import { FeedCursors } from './cursors/index.js';
import { DeliveryAttempt } from './delivery-attempt.js';
import { DeliveryManager } from './delivery-manager.js';
import { DeliveryMeter } from './delivery-meter.js';
import { DeliverySettling } from './delivery-settling.js';
import { DeliverySteps } from './delivery-steps.js';
import { ForecastWatch } from './forecast-watch.js';
import { DeliveryTurns } from './delivery-turns.js';
import { PosAccounts } from './pos-accounts.js';
import { PosAccountsController } from './pos-accounts.controller.js';
import {
  FeedReader,
  ORDINARY_PACE,
  Sweep,
  TicketLookUps,
  TicketTracking,
  TicketUpdates,
  TRACKING_PACE,
  TrackingManager,
  WebhookDesk,
  WebhooksController,
} from './tracking/index.js';
import { PosTraffic } from './traffic/index.js';
import { TrafficMetrics } from './traffic-metrics.js';
import { VoidAttempt } from './void-attempt.js';

@Module({
  imports: [OrdersModule],
  controllers: [PosAccountsController, WebhooksController],
  providers: [
    { provide: AccountStates, inject: [POOL], useFactory: (pool: Pool) => AccountStates.open(pool) },
    {
      provide: PosTraffic,
      inject: [AccountStates, NETWORK_TIME, RANDOM],
      useFactory: async (states: AccountStates, network: NetworkTime, random: Random) =>
        new PosTraffic({ network, random, watch: new AccountAlarm(states, network) }, await states.all()),
    },
    {
      provide: PosAccounts,
      inject: [CONFIG, NETWORK_TIME, PosTraffic],
      useFactory: ({ posAccounts }: Config, network: NetworkTime, traffic: PosTraffic) =>
        new PosAccounts(posAccounts, network, traffic),
    },
    { provide: FeedCursors, inject: [POOL], useFactory: (pool: Pool) => FeedCursors.open(pool) },
    DeliveryAttempt,
    DeliverySettling,
    VoidAttempt,
    DeliverySteps,
    DeliveryTurns,
    DeliveryManager,
    { provide: TRACKING_PACE, useValue: ORDINARY_PACE },
    TicketUpdates,
    FeedReader,
    TicketLookUps,
    Sweep,
    TicketTracking,
    TrackingManager,
    WebhookDesk,
    DeliveryMeter,
    TrafficMetrics,
    AccountForecasts,
    ForecastWatch,
  ],
})
export class PosGatewayModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly delivery: DeliveryManager,
    private readonly tracking: TrackingManager,
    private readonly meter: DeliveryMeter,
    private readonly accounts: PosAccounts,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
    private readonly forecasts: ForecastWatch,
  ) {}

  onModuleInit(): void {
    for (const follower of [this.delivery, this.tracking, this.meter]) {
      this.leadership.whileLeading({
        start: () => void this.subscriptions.follow(follower),
        stop: () => this.subscriptions.unfollow(follower.name),
      });
    }
    this.leadership.whileLeading({
      start: () => this.forecasts.start(),
      stop: () => this.forecasts.stop(),
    });
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
