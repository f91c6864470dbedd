import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { EVENT_STORE, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { LIST_OPEN_DAYS } from '../orders/index.js';
import { DATABASE_URL, Leadership } from '../platform/postgres/index.js';
import { Freshness } from './freshness/index.js';
import {
  ClosedDayRow,
  OpenDayRow,
  openDaysProjection,
  OpenDaysTables1763900000001,
  READ_OPEN_DAYS,
  readOpenDays,
  StoreRow,
  StoresQueryController,
  WholeStores1764000000001,
} from './open-days/index.js';
import {
  OrderBoardRow,
  orderBoardProjection,
  OrderBoardTable1763900000002,
  OrdersQueryController,
} from './order-board/index.js';
import {
  CheckpointRow,
  openDatabase,
  ProjectionFollower,
  RunnerTables1763900000000,
} from './runner/index.js';

/** A server that answers nothing for so long is taken for dead; starting nodes wait this long for each other's migrations. */
const QUERY_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Every read model in PostgreSQL. */
const PROJECTIONS = [openDaysProjection, orderBoardProjection] as const;

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
        entities: [CheckpointRow, StoreRow, OpenDayRow, ClosedDayRow, OrderBoardRow],
        migrations: [
          RunnerTables1763900000000,
          OpenDaysTables1763900000001,
          OrderBoardTable1763900000002,
          WholeStores1764000000001,
        ],
        migrationsTableName: 'projection_migration',
        retryAttempts: 0,
      }),
      dataSourceFactory: openDatabase,
    }),
  ],
  controllers: [StoresQueryController, OrdersQueryController],
  providers: [
    Freshness,
    {
      provide: READ_OPEN_DAYS,
      inject: [DataSource],
      useFactory: (database: DataSource) => (storeId?: string) => readOpenDays(database, storeId),
    },
    { provide: LIST_OPEN_DAYS, useExisting: READ_OPEN_DAYS },
  ],
  exports: [Freshness, LIST_OPEN_DAYS, READ_OPEN_DAYS],
})
export class ProjectionsModule implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
  ) {}

  /** A checkpoint has one owner: the projections run on the node that leads. */
  onModuleInit(): void {
    for (const projection of PROJECTIONS) {
      this.leadership.whileLeading({
        start: () =>
          void this.subscriptions.follow(new ProjectionFollower(projection, this.database, this.store)),
        stop: () => this.subscriptions.unfollow(projection.name),
      });
    }
  }
}
