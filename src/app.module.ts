import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AvailabilityModule } from './availability/availability.module.js';
import { EventSourcingModule } from './event-sourcing/event-sourcing.module.js';
import { OrdersModule } from './orders/orders.module.js';
import type { Config } from './platform/config/index.js';
import { OperationGuard } from './platform/identity/index.js';
import { PlatformModule } from './platform/platform.module.js';
import { Leadership } from './platform/postgres/index.js';
import { ProblemFilter } from './platform/problem/index.js';
import { logging } from './platform/telemetry/index.js';
import { PosGatewayModule } from './pos-gateway/pos-gateway.module.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { StoresModule } from './stores/stores.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({})
export class AppModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly leadership: Leadership) {}

  static for(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        logging(config),
        CqrsModule.forRoot(),
        PlatformModule.for(config, databaseUrl),
        EventSourcingModule,
        ProjectionsModule,
        StoresModule,
        OrdersModule,
        AvailabilityModule,
        PosGatewayModule,
        WebhooksModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: OperationGuard },
      ],
    };
  }

  /** Nest registers command handlers while it bootstraps: nobody who sends commands may start before. */
  onApplicationBootstrap(): void {
    this.leadership.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.leadership.stop();
  }
}
