import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '../../event-sourcing/index.js';
import {
  Activity,
  CLOCK,
  NETWORK_TIME,
  TIMERS,
  type BusinessTimers,
  type NetworkTime,
  type ScaledClock,
} from '../../platform/clock/index.js';
import { RANDOM, type Random } from '../../platform/ids/index.js';
import { OpenDayLog, type ListOpenDays } from './open-day-log.js';
import type { ParkedOrders } from './parked-orders.js';

/** What every process manager over service days needs: the log, the open days, the two clocks and chance. */
@Injectable()
export class ProcessSurroundings {
  constructor(
    private readonly log: OpenDayLog,
    @Inject(CLOCK) readonly clock: ScaledClock,
    @Inject(TIMERS) readonly timers: BusinessTimers,
    @Inject(NETWORK_TIME) readonly network: NetworkTime,
    @Inject(RANDOM) readonly random: Random,
    readonly activity: Activity,
  ) {}

  get store(): EventStore {
    return this.log.store;
  }

  get listOpenDays(): ListOpenDays {
    return this.log.listOpenDays;
  }

  get parkedOrders(): ParkedOrders {
    return this.log.parkedOrders;
  }
}
