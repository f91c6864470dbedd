import {
  Global,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  Activity,
  BusinessTimers,
  CLOCK,
  NETWORK_TIME,
  systemTime,
  TIMERS,
  type NetworkTime,
} from './clock/index.js';
import { ClockController } from './stored-clock/clock.controller.js';
import { StoredClock } from './stored-clock/index.js';
import { CONFIG, ConfigInvalid, type Config } from './config/index.js';
import { HealthController } from './health/health.controller.js';
import { RANDOM, systemRandom } from './ids/index.js';
import { createPool, DATABASE_URL, Leadership, POOL, type Pool } from './postgres/index.js';
import { OrderKeys } from './sealing/index.js';
import { MetricsController } from './telemetry/metrics.controller.js';
import { Metrics } from './telemetry/index.js';

const logger = new Logger('Platform');
const CLOCK_OF_A_TRIAL =
  'DATABASE_URL: the business clock kept in this database is not real time, so its data is a trial’s; ' +
  'give production a database of its own';

@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(TIMERS) private readonly timers: BusinessTimers,
  ) {}

  static for(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: PlatformModule,
      controllers: [ClockController, HealthController, MetricsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE_URL, useValue: databaseUrl },
        { provide: NETWORK_TIME, useValue: systemTime },
        { provide: RANDOM, useValue: systemRandom },
        {
          provide: POOL,
          useFactory: () =>
            createPool(databaseUrl, cause => logger.warn(`an idle connection broke: ${cause.message}`)),
        },
        {
          provide: CLOCK,
          inject: [POOL, NETWORK_TIME],
          useFactory: async (pool: Pool, network: NetworkTime) => {
            const start = { speed: config.clockSpeed, start: config.clockStart };
            const clock = await StoredClock.open(pool, network, start);
            if (config.production && !clock.isRealTime) throw new ConfigInvalid(CLOCK_OF_A_TRIAL);
            return clock;
          },
        },
        {
          provide: TIMERS,
          inject: [CLOCK, NETWORK_TIME],
          useFactory: (clock: StoredClock, network: NetworkTime) => new BusinessTimers(clock, network),
        },
        { provide: OrderKeys, inject: [POOL], useFactory: (pool: Pool) => OrderKeys.open(pool) },
        {
          provide: Leadership,
          inject: [NETWORK_TIME],
          useFactory: (network: NetworkTime) =>
            new Leadership(config.databaseListenUrl ?? databaseUrl, network, message => logger.log(message)),
        },
        Activity,
        Metrics,
      ],
      exports: [
        CONFIG,
        DATABASE_URL,
        NETWORK_TIME,
        RANDOM,
        POOL,
        CLOCK,
        TIMERS,
        OrderKeys,
        Leadership,
        Activity,
        Metrics,
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.stop();
    await this.pool.end();
  }
}
