import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { EVENT_STORE, PARKING_LOT, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { DEMAND, LIST_OPEN_DAYS } from '../orders/index.js';
import { NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { DATABASE_URL, Leadership } from '../platform/postgres/index.js';
import { Metrics } from '../platform/telemetry/index.js';
import { DeliveriesController, DeliveryPages, DueDeliveries } from './delivery-board/index.js';
import { DemandController, RefusedDemand } from './demand/index.js';
import { Freshness } from './freshness/index.js';
import { READ_OPEN_DAYS, readOpenDays, StoresQueryController } from './open-days/index.js';
import { BoardPages, OrdersQueryController, StuckOrdersController } from './order-board/index.js';
import { DeliveryDossiers, DossierController } from './delivery-dossier/index.js';
import { OrderHistory, OrderHistoryController } from './order-history/index.js';
import { ParkedEventsController } from './parked-events/index.js';
import { PROJECTIONS, TABLES } from './read-models.js';
import {
  openDatabase,
  ParkedEvents,
  ProjectionFollower,
  refuseLogOlderThanItsReadModels,
} from './runner/index.js';

/** A server that answers nothing for so long is taken for dead; starting nodes wait this long for each other's migrations. */
const QUERY_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [DATABASE_URL],
      useFactory: (url: string) => ({
        type: 'postgres' as const,
        url,
        applicationName: 'rushline projections',
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        extra: { query_timeout: QUERY_TIMEOUT_MS, keepAlive: true },
        ...TABLES,
        migrationsTableName: 'projection_migration',
        retryAttempts: 0,
      }),
      dataSourceFactory: openDatabase,
    }),
  ],
  controllers: [
    StoresQueryController,
    OrdersQueryController,
    OrderHistoryController,
    DossierController,
    StuckOrdersController,
    DeliveriesController,
    DemandController,
    ParkedEventsController,
  ],
  providers: [
    Freshness,
    BoardPages,
    DeliveryPages,
    DueDeliveries,
    OrderHistory,
    DeliveryDossiers,
    RefusedDemand,
    { provide: DEMAND, useExisting: RefusedDemand },
    {
      provide: READ_OPEN_DAYS,
      inject: [DataSource],
      useFactory: (database: DataSource) => (storeId?: string) => readOpenDays(database, storeId),
    },
    { provide: LIST_OPEN_DAYS, useExisting: READ_OPEN_DAYS },
    {
      provide: PARKING_LOT,
      inject: [DataSource],
      useFactory: (database: DataSource) => new ParkedEvents(database),
    },
  ],
  exports: [Freshness, DueDeliveries, DEMAND, LIST_OPEN_DAYS, READ_OPEN_DAYS, PARKING_LOT],
})
export class ProjectionsModule implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    metrics: Metrics,
  ) {
    const help = 'Keys a consumer of this node could not handle and has put aside';
    metrics.gauge('rushline_parked_keys', help, ['consumer'], gauge => {
      gauge.reset();
      for (const { name, parked } of subscriptions.progress()) gauge.set({ consumer: name }, parked);
    });
  }

  /** A checkpoint has one owner: the projections run on the node that leads. */
  async onModuleInit(): Promise<void> {
    const { database, store, network } = this;
    await refuseLogOlderThanItsReadModels(database, store);
    for (const projection of PROJECTIONS) {
      this.leadership.whileLeading({
        start: () =>
          void this.subscriptions.follow(new ProjectionFollower(projection, database, { store, network })),
        stop: () => this.subscriptions.unfollow(projection.name),
      });
    }
  }
}
