import PQueue from 'p-queue';
import { systemTime } from '../../platform/clock/index.js';
import type { DemoClock } from './demo-clock.js';
import type { PublicApi } from './public-api.js';
import type { Storyteller, Tale } from './storyteller.js';

/** A storefront that shows its guests how their order is doing asks about as often. */
const ASK_EVERY_MS = 500;
const ASK_AT_ONCE = 8;
/** More orders than anybody could read about; the oldest are followed to their end, later ones only announced. */
const FOLLOWED_MAX = 500;

/** Asks for the orders it follows, again and again, and has every change told. */
export class Follower {
  private readonly tales = new Set<Tale>();

  constructor(
    private readonly api: PublicApi,
    private readonly clock: DemoClock,
    private readonly storyteller: Storyteller,
  ) {}

  follow(tale: Tale): void {
    if (this.tales.size < FOLLOWED_MAX) this.tales.add(tale);
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.round(stop);
      await systemTime.sleep(ASK_EVERY_MS, stop);
    }
  }

  private async round(stop: AbortSignal): Promise<void> {
    // A server that does not answer now is asked again in the next round.
    await this.clock.refresh().catch(() => undefined);
    const queue = new PQueue({ concurrency: ASK_AT_ONCE });
    await queue.addAll(
      [...this.tales].map(tale => async () => {
        if (!stop.aborted) await this.ask(tale).catch(() => undefined);
      }),
    );
  }

  private async ask(tale: Tale): Promise<void> {
    const { status, why } = await this.api.order(tale.orderId);
    this.storyteller.add(tale, status, why);
    if (tale.hasEnded) this.tales.delete(tale);
  }
}
