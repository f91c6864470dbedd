import { Injectable, Logger } from '@nestjs/common';
import { DispatchOrder } from './process/dispatch-order.js';
import type { OpenedDay } from './domain/opening.js';
import type { Order } from './domain/service-day.js';
import { OpenDayFollower } from './process/open-day-follower.js';
import { ProcessSurroundings } from './process/process-surroundings.js';

/** Pause before an expiry that could not be recorded is tried again. */
const RETRY_MS = 1_000;

/** Records that holds have lapsed. It is a record only: a hold stops counting at its `expiresAt` without it. */
@Injectable()
export class HoldExpiry extends OpenDayFollower {
  readonly name = 'hold-expiry';
  private readonly logger = new Logger('HoldExpiry');

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
  ) {
    super(around);
  }

  protected override derive(_stream: string, day: OpenedDay, { orderId }: Order): void {
    const hold = day.openHolds.get(orderId);
    if (hold === undefined) this.around.timers.cancel(timerOf(orderId));
    else this.expireAt(orderId, hold.expiresAt);
  }

  private expireAt(orderId: string, expiresAt: string): void {
    this.around.timers.set(timerOf(orderId), expiresAt, () => void this.expire(orderId, expiresAt));
  }

  /** Records one expiry; where the log does not take it now, it is tried again: no answer depends on it. */
  private async expire(orderId: string, expiresAt: string): Promise<void> {
    const send = () => this.dispatch.send({ type: 'ExpireHold', orderId }, `${orderId}@${expiresAt}`);
    try {
      await this.around.activity.during(send);
    } catch (cause) {
      this.logger.warn({ err: cause, orderId }, 'the expiry of a hold could not be recorded yet');
      this.around.network.after(RETRY_MS, () => this.expireAt(orderId, expiresAt));
    }
  }
}

const timerOf = (orderId: string): string => `expire ${orderId}`;
