import { z } from 'zod';
import type { NetworkTime } from '../../../platform/clock/index.js';
import type { HttpApi } from '../http-api.js';
import type { ChainClock } from './chain-clock.js';
import { SkipRule } from './skip-rule.js';

const LOOK_EVERY_REAL_MS = 100;
/** A follower that stood still for so long waits for nothing, although the log has newer events of no concern to it. */
const STOOD_STILL_REAL_MS = 1_000;

const readinessSchema = z.object({
  leading: z.boolean(),
  followers: z.array(z.object({ state: z.string(), lag: z.string().optional(), ageMs: z.number() })),
});

/** What this program itself has under way and ahead. */
export interface OwnOutlook {
  inFlight(): number;
  nextArrival(): number | undefined;
  nextDue(nowMs: number): number | undefined;
}

export interface Skipping {
  readonly clock: ChainClock;
  readonly server: HttpApi;
  readonly outlook: OwnOutlook;
  readonly network: NetworkTime;
  readonly stop: AbortSignal;
}

/** Skips business time in which nothing happens, until it is told to stop or the clock turns out to be nobody's to move. */
export const skipQuietTime = async (skipping: Skipping): Promise<void> => {
  const { clock, network, stop } = skipping;
  const rule = new SkipRule();
  while (!stop.aborted && clock.canSkip) {
    // A server that is away names no pending instant; it is asked again when it is back.
    await skipOnce(skipping, rule).catch(() => undefined);
    await network.sleep(LOOK_EVERY_REAL_MS, stop);
  }
};

const skipOnce = async ({ clock, server, outlook, network }: Skipping, rule: SkipRule): Promise<void> => {
  const caughtUp = await hasCaughtUp(server);
  const parts = await clock.look();
  const now = clock.clock.nowMs();
  const target = rule.consider({
    takenAtRealMs: network.monotonicMs(),
    now,
    speed: clock.clock.segment.speed,
    inFlight: outlook.inFlight(),
    busy: parts.server.busy + parts.pos.busy,
    caughtUp,
    nextArrival: outlook.nextArrival(),
    nextDue: outlook.nextDue(now),
    serverPending: parts.server.pending,
    posPending: parts.pos.pending,
  });
  if (target !== undefined) await clock.skipTo(target);
};

const hasCaughtUp = async (server: HttpApi): Promise<boolean> => {
  const { body } = await server.ask({ path: '/health/ready', retry: false });
  const { leading, followers } = readinessSchema.parse(body);
  return (
    leading &&
    followers.every(
      ({ state, lag, ageMs }) => state === 'following' && (lag === '0' || ageMs >= STOOD_STILL_REAL_MS),
    )
  );
};
