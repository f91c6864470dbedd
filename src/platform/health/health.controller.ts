import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EVENT_STORE, PARKED_KEYS_MAX, Subscriptions, type EventStore } from '../../event-sourcing/index.js';
import { MAX_CLOCK_SKEW_MS, NETWORK_TIME, type NetworkTime } from '../clock/index.js';
import { Operation } from '../identity/index.js';
import { clockSkewMs, Leadership, POOL, type Pool } from '../postgres/index.js';

type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
  ) {}

  /** The process is alive. */
  @Get('live')
  @Operation('ops.health', 'anyone')
  live(): object {
    return { status: 'ok' };
  }

  /** The node can take requests; if not, why. Followers show how far behind they are and how long they stood still. */
  @Get('ready')
  @Operation('ops.health', 'anyone')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const checks = [await this.database(), this.availability(), this.followers()];
    const ok = checks.every(check => check.ok);
    if (!ok) void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    const head = ok ? await this.store.head() : undefined;
    const followers = this.subscriptions.progress().map(({ position, ageMs, ...rest }) => ({
      ...rest,
      position: position.toString(),
      ...(head === undefined ? {} : { lag: (head - position).toString() }),
      ageMs: Math.round(ageMs),
    }));
    return { status: ok ? 'ok' : 'unavailable', leading: this.leadership.leading, checks, followers };
  }

  private async database(): Promise<Check> {
    try {
      const skewMs = await clockSkewMs(this.pool, this.network);
      return {
        name: 'postgres',
        ok: Math.abs(skewMs) <= MAX_CLOCK_SKEW_MS,
        detail: `clock skew ${skewMs} ms`,
      };
    } catch (error) {
      return { name: 'postgres', ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A follower that has stopped, or has parked all it may, needs a person: the node is not what it should be. */
  private followers(): Check {
    const stopped = this.subscriptions
      .progress()
      .filter(({ state, parked }) => state === 'stopped' || parked >= PARKED_KEYS_MAX);
    const detail = stopped.map(({ name, trouble }) => `${name}: ${trouble ?? 'stopped'}`).join('; ');
    return {
      name: 'followers',
      ok: stopped.length === 0,
      detail: detail === '' ? 'none has stopped' : detail,
    };
  }

  private availability(): Check {
    const progress = this.subscriptions.progress().find(({ name }) => name === 'availability');
    return {
      name: 'availability',
      ok: progress?.state === 'following',
      detail: progress?.trouble ?? progress?.state ?? 'absent',
    };
  }
}
