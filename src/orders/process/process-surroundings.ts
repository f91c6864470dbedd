import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../../event-sourcing/index.js';
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
import { LIST_OPEN_DAYS, type ListOpenDays } from './open-day-follower.js';

/** What every process manager over service days needs: the log, the open days, the two clocks and chance. */
@Injectable()
export class ProcessSurroundings {
  constructor(
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(LIST_OPEN_DAYS) readonly listOpenDays: ListOpenDays,
    @Inject(CLOCK) readonly clock: ScaledClock,
    @Inject(TIMERS) readonly timers: BusinessTimers,
    @Inject(NETWORK_TIME) readonly network: NetworkTime,
    @Inject(RANDOM) readonly random: Random,
    readonly activity: Activity,
  ) {}
}
