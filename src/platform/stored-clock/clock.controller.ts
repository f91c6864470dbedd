import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/index.js';
import { Operation } from '../identity/index.js';
import { Problem } from '../problem/index.js';
import { Activity, CLOCK, TIMERS, type BusinessTimers } from '../clock/index.js';
import { ClockSegmentRefused, StoredClock } from './stored-clock.js';

const segmentBody = z.strictObject({
  number: z.int().min(1),
  realEpochMs: z.int().min(0),
  virtualEpochMs: z.int().min(0).max(8.64e15),
  speed: z.number().min(1).max(5_000),
});

@ApiTags('operations')
@Controller('ops/clock')
export class ClockController {
  constructor(
    @Inject(CLOCK) private readonly clock: StoredClock,
    @Inject(TIMERS) private readonly timers: BusinessTimers,
    private readonly activity: Activity,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The business clock, the next instant at which this node has something to do, and how much it is doing now. */
  @Get()
  @Operation('ops.clock', 'operator', 'storefront')
  read(): object {
    return {
      now: this.clock.now(),
      segment: this.clock.segment,
      nextPending: this.timers.next() ?? null,
      busy: this.activity.busy,
    };
  }

  /** Moves the business clock forwards by its next numbered segment. Telling the newest one again changes nothing. */
  @Post('segments')
  @HttpCode(200)
  @Operation('ops.clock.steer', 'operator')
  async steer(@Body({ schema: segmentBody }) segment: z.infer<typeof segmentBody>): Promise<object> {
    if (this.config.production) {
      throw new Problem(403, 'CLOCK_NOT_STEERABLE', {
        title: 'In production the business clock is real time.',
        todo: 'Nothing was changed.',
      });
    }
    try {
      await this.clock.steer(segment);
    } catch (error) {
      if (!(error instanceof ClockSegmentRefused)) throw error;
      throw new Problem(409, 'CLOCK_SEGMENT_REFUSED', {
        title: error.message,
        todo: 'Read GET /ops/clock and number the next segment after it.',
      });
    }
    return this.read();
  }
}
