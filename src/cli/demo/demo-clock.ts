import { epochMsOf, instantOf, ScaledClock, systemTime, type Instant } from '../../platform/clock/index.js';
import { dateIn, localTimeIn } from '../../platform/zones/index.js';
import { requestJson } from '../system/index.js';
import type { PublicApi } from './public-api.js';

/** Real time between reading the clock and steering it is made up for, so that it never turns back. */
const STEER_AHEAD_MS = 1_000;
const DAY_MS = 86_400_000;

/** The system's business clock, as a storefront knows it. */
export class DemoClock {
  private constructor(
    private readonly api: PublicApi,
    private readonly clock: ScaledClock,
  ) {}

  static async read(api: PublicApi): Promise<DemoClock> {
    const { segment } = await api.clock();
    return new DemoClock(api, new ScaledClock(segment, systemTime));
  }

  get speed(): number {
    return this.clock.segment.speed;
  }

  now(): Instant {
    return this.clock.now();
  }

  /** `13:05`, as clocks in `zone` show it. */
  timeIn(zone: string, instant: Instant = this.now()): string {
    return localTimeIn(zone, instant).slice(11, 16);
  }

  /** The business dates that may be selling in `zone` now: yesterday's, where it runs past midnight, and today's. */
  datesIn(zone: string): readonly [yesterday: string, today: string] {
    const nowMs = epochMsOf(this.now());
    return [dateIn(zone, instantOf(nowMs - DAY_MS)), dateIn(zone, instantOf(nowMs))];
  }

  /** Somebody else may have steered it. */
  async refresh(): Promise<void> {
    this.clock.adopt((await this.api.clock()).segment);
  }

  /** Runs at another speed from now on, in the server and in the simulator. */
  async changeSpeed(speed: number, posAdminUrl: string): Promise<void> {
    const { number } = this.clock.segment;
    const realEpochMs = Math.round(systemTime.utcMs());
    const aheadMs = STEER_AHEAD_MS * this.speed;
    const virtualEpochMs = Math.round(this.clock.nowMs() + aheadMs);
    const { segment } = await this.api.steerClock({ number: number + 1, realEpochMs, virtualEpochMs, speed });
    await requestJson(`${posAdminUrl}/admin/clock/segments`, { method: 'POST', body: segment });
    this.clock.adopt(segment);
  }
}
