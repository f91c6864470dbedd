import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { EVENT_STORE, Subscriptions, type EventStore } from '../event-sourcing/index.js';
import { CLOCK, type BusinessClock } from '../platform/clock/index.js';
import { READ_OPEN_DAYS, type ReadOpenDays } from '../projections/open-days/index.js';
import { ProjectionsModule } from '../projections/projections.module.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityModel } from './availability-model.js';

@Module({
  imports: [ProjectionsModule],
  controllers: [AvailabilityController],
  providers: [
    {
      provide: AvailabilityModel,
      inject: [EVENT_STORE, CLOCK, READ_OPEN_DAYS],
      useFactory: (store: EventStore, clock: BusinessClock, openDays: ReadOpenDays) =>
        new AvailabilityModel(store, clock, openDays),
    },
  ],
})
export class AvailabilityModule implements OnApplicationBootstrap {
  constructor(
    private readonly model: AvailabilityModel,
    private readonly subscriptions: Subscriptions,
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions.follow(this.model);
  }
}
