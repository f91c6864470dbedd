import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { OrdersModule } from '../orders/orders.module.js';
import { NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { Leadership, POOL, type Pool } from '../platform/postgres/index.js';
import { installWebhookTables, Outbox, Targets, WebhookCheckpoint } from './outbox/index.js';
import { Replay } from './replay.js';
import { Egress, WebhookExchange } from './sending/index.js';
import { TargetDesk } from './target-desk.js';
import { TargetsController } from './targets.controller.js';
import { UntoldController } from './untold.controller.js';
import { WebhookFollower } from './webhook-follower.js';
import { WebhookSenders } from './webhook-senders.js';

@Module({
  imports: [OrdersModule],
  controllers: [TargetsController, UntoldController],
  providers: [
    {
      provide: Targets,
      inject: [POOL],
      useFactory: async (pool: Pool) => {
        await installWebhookTables(pool);
        return new Targets(pool);
      },
    },
    { provide: Outbox, inject: [POOL], useFactory: (pool: Pool) => new Outbox(pool) },
    {
      provide: WebhookCheckpoint,
      inject: [POOL, EVENT_STORE],
      useFactory: (pool: Pool, store: EventStore) => new WebhookCheckpoint(pool, store),
    },
    { provide: Egress, inject: [CONFIG], useFactory: (config: Config) => Egress.for(config) },
    {
      provide: WebhookExchange,
      inject: [Egress, NETWORK_TIME],
      useFactory: (egress: Egress, network: NetworkTime) => new WebhookExchange(egress, network),
    },
    TargetDesk,
    WebhookSenders,
    WebhookFollower,
    Replay,
  ],
})
export class WebhooksModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly follower: WebhookFollower,
    private readonly senders: WebhookSenders,
    private readonly exchange: WebhookExchange,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    this.leadership.whileLeading({
      start: () => {
        this.senders.start();
        void this.subscriptions.follow(this.follower);
      },
      stop: async () => {
        await this.subscriptions.unfollow(this.follower.name);
        await this.senders.stop();
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.exchange.close();
  }
}
