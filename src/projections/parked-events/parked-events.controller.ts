import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { PARKED_KEYS_MAX, Subscriptions, type RetryOutcome } from '../../event-sourcing/index.js';
import { Operation } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { ParkedRow } from '../runner/index.js';

/** Rows shown at once: what some ten broken consumers can park. */
const SHOWN_MAX = 10 * PARKED_KEYS_MAX;

const retryBody = z.strictObject({
  consumer: z.string().min(1).max(100),
  key: z.string().min(1).max(300),
});

@ApiTags('operations')
@Controller('ops/parked')
export class ParkedEventsController {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** What consumers could not handle and have put aside, the longest waiting first, and why. */
  @Get()
  @Operation('ops.parked', 'operator')
  async list(): Promise<object> {
    const [rows, total] = await this.database.getRepository(ParkedRow).findAndCount({
      order: { parkedAt: 'ASC', consumer: 'ASC', key: 'ASC' },
      take: SHOWN_MAX,
    });
    return { total, parked: rows };
  }

  /** Lets a consumer read the log again from where it parked a key. Asked twice, it does nothing twice. */
  @Post('retry')
  @HttpCode(200)
  @Operation('ops.parked.retry', 'operator')
  async retry(@Body({ schema: retryBody }) { consumer, key }: z.infer<typeof retryBody>): Promise<object> {
    const follower = this.subscriptions.find(consumer)?.follows;
    if (follower?.retry === undefined) {
      throw new Problem(409, 'CONSUMER_ELSEWHERE', {
        title: `${consumer} does not run on this node.`,
        todo: 'Ask the node that leads (`"leading": true` at /health/ready); GET /ops/parked names the consumers.',
      });
    }
    return answerOf(consumer, key, await follower.retry(key));
  }
}

const answerOf = (consumer: string, key: string, outcome: RetryOutcome): object => {
  switch (outcome.kind) {
    case 'unparked':
      return { consumer, key, status: 'unparked' };
    case 'still-parked':
      throw new Problem(409, 'STILL_PARKED', {
        title: `${consumer} still cannot handle ${key}: ${outcome.error}`,
        todo: 'Mend the cause, most likely by a newer release, and retry.',
        facts: { consumer, key },
      });
    case 'not-parked':
      throw new Problem(404, 'NOT_PARKED', {
        title: `${consumer} has parked no ${key}.`,
        todo: 'GET /ops/parked lists what is parked.',
      });
  }
};
