import {
  Global,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, NETWORK_TIME, type BusinessClock, type NetworkTime } from '../platform/clock/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { DATABASE_URL, POOL, type Pool } from '../platform/postgres/index.js';
import { EVENT_STORE, type EventStore } from './event-store.js';
import { LaneFeed } from './lane-feed.js';
import { LANE_SURROUNDINGS } from './lane-language.js';
import { DEFAULT_LANE_LIMITS, type LaneSurroundings } from './lane-surroundings.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';
import { Subscriptions } from './subscriptions.js';

/** How often the log is looked at without a notification. */
const SAFETY_POLL_MS = 2_000;

const logger = new Logger('EventStore');

@Global()
@Module({
  providers: [
    {
      provide: EVENT_STORE,
      inject: [POOL, NETWORK_TIME, CONFIG, DATABASE_URL],
      useFactory: (pool: Pool, network: NetworkTime, { databaseListenUrl }: Config, url: string) =>
        PostgresEventStore.open(pool, network, {
          listenUrl: databaseListenUrl ?? url,
          safetyPollMs: SAFETY_POLL_MS,
          onTrouble: cause => logger.warn(`following the log: ${cause.message}`),
        }),
    },
    { provide: LaneFeed, inject: [EVENT_STORE], useFactory: (store: EventStore) => new LaneFeed(store) },
    {
      provide: LANE_SURROUNDINGS,
      inject: [LaneFeed, CLOCK, NETWORK_TIME, RANDOM],
      useFactory: (
        feed: LaneFeed,
        clock: BusinessClock,
        network: NetworkTime,
        random: Random,
      ): LaneSurroundings => ({
        feed,
        store: feed.store,
        clock,
        network,
        random: () => random.number(),
        limits: DEFAULT_LANE_LIMITS,
      }),
    },
    {
      provide: Subscriptions,
      inject: [EVENT_STORE, NETWORK_TIME, RANDOM],
      useFactory: (store: EventStore, network: NetworkTime, random: Random) =>
        new Subscriptions({
          store,
          network,
          random: () => random.number(),
          onTrouble: (follower, cause) =>
            logger.error({ err: cause, follower }, 'a follower has to begin anew'),
        }),
    },
  ],
  exports: [EVENT_STORE, LANE_SURROUNDINGS, Subscriptions],
})
export class EventSourcingModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly feed: LaneFeed,
    @Inject(EVENT_STORE) private readonly store: EventStore & { stop?: () => Promise<void> },
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions.follow(this.feed);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.subscriptions.stop();
    await this.store.stop?.();
  }
}
