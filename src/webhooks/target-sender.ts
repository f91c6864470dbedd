import { Logger } from '@nestjs/common';
import type { NetworkTime } from '../platform/clock/index.js';
import type { Random } from '../platform/ids/index.js';
import { GIVE_UP_AFTER_MS, pauseAfterMs } from './domain/retrying.js';
import type { Due, Outbox } from './outbox/index.js';
import { CONNECTIONS_PER_TARGET, type Receipt } from './sending/index.js';

/** Pause before the outbox is asked again where PostgreSQL did not answer. */
const RETRY_MS = 1_000;

export interface SenderSurroundings {
  readonly outbox: Outbox;
  readonly network: NetworkTime;
  readonly random: Random;
  /** Sends one webhook and does all that follows from its being taken. */
  readonly send: (targetId: string, due: Due, stop: AbortSignal) => Promise<Receipt>;
}

/** Tells one target what is due, order by order, a few at a time. It sleeps until it is woken or a retry is due. */
export class TargetSender {
  private readonly logger = new Logger('Webhooks');
  private readonly stopping = new AbortController();
  private readonly underWay = new Map<string, Promise<void>>();
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly targetId: string,
    private readonly around: SenderSurroundings,
  ) {}

  /** Something may be due. */
  wake(): void {
    this.lookAgain = true;
    if (this.looking !== undefined || this.stopping.signal.aborted) return;
    this.looking = this.lookWhileWoken();
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error('this node leads no more'));
    this.cancelTimer();
    await this.looking;
    await Promise.all(this.underWay.values());
  }

  private async lookWhileWoken(): Promise<void> {
    while (this.lookAgain && !this.stopping.signal.aborted) {
      this.lookAgain = false;
      try {
        await this.sendWhatIsDue();
      } catch (cause) {
        this.logger.warn({ err: cause, targetId: this.targetId }, 'webhooks could not be looked for yet');
        this.wakeIn(RETRY_MS);
      }
    }
    // At once, not a moment later: a wake-up in between would be lost.
    this.looking = undefined;
  }

  private async sendWhatIsDue(): Promise<void> {
    const { outbox } = this.around;
    const free = CONNECTIONS_PER_TARGET - this.underWay.size;
    if (free <= 0) return;
    const due = await outbox.due(this.targetId, [...this.underWay.keys()], free);
    for (const each of due) this.begin(each);
    if (due.length === free) return;
    const nextInMs = await outbox.nextInMs(this.targetId, [...this.underWay.keys()]);
    if (nextInMs !== undefined) this.wakeIn(Math.max(0, nextInMs));
  }

  private begin(due: Due): void {
    const sending = this.tell(due).finally(() => {
      this.underWay.delete(due.orderId);
      this.wake();
    });
    this.underWay.set(due.orderId, sending);
  }

  private async tell(due: Due): Promise<void> {
    const { outbox, send } = this.around;
    const { signal } = this.stopping;
    try {
      const receipt = await send(this.targetId, due, signal);
      if (receipt.kind === 'told') await outbox.told(this.targetId, due.position);
      else if (!signal.aborted) await this.tryLater(due, receipt.why);
    } catch (cause) {
      // It stays in the outbox as it was: it is told again, under the same id.
      this.logger.warn(
        { err: cause, webhookId: due.webhookId },
        'what became of a webhook could not be noted',
      );
      await this.around.network.sleep(RETRY_MS, signal);
    }
  }

  private async tryLater(due: Due, why: string): Promise<void> {
    const { outbox, random } = this.around;
    if (due.triedForMs < GIVE_UP_AFTER_MS) {
      return outbox.tryAgain(this.targetId, due, why, pauseAfterMs(due.attempts + 1, random.number()));
    }
    await outbox.giveUp(this.targetId, due, why);
    const { webhookId, orderId, type } = due;
    this.logger.error(
      { targetId: this.targetId, webhookId, orderId, type, why },
      'a webhook was put aside: see GET /webhooks/targets/{targetId}/untold',
    );
  }

  private wakeIn(ms: number): void {
    this.cancelTimer();
    this.cancelTimer = this.around.network.after(ms, () => this.wake());
  }
}
