import { Injectable, Logger } from '@nestjs/common';
import type { OpenedDay } from '../domain/opening.js';
import { isConfirmed, type Order } from '../domain/service-day.js';
import { TELL_MINUTES, tellBy } from '../domain/telling.js';
import { DispatchOrder } from './dispatch-order.js';
import { OpenDayFollower } from './open-day-follower.js';
import { ProcessSurroundings } from './process-surroundings.js';

/** Real time after which an escalation that the log did not take is tried again. */
const RETRY_MS = 1_000;
const DETAIL = `no storefront took the word of its cancellation within ${TELL_MINUTES} minutes`;

/** Hands a cancelled order to a person where its storefront did not learn of it in time: a guest waits for their money. */
@Injectable()
export class CancellationTelling extends OpenDayFollower {
  readonly name = 'cancellation-telling';
  private readonly logger = new Logger('CancellationTelling');

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
  ) {
    super(around);
  }

  protected override derive(_stream: string, _day: OpenedDay, order: Order): void {
    const deadline = isConfirmed(order) ? tellBy(order) : undefined;
    if (deadline === undefined) this.around.timers.cancel(timerOf(order.orderId));
    else this.escalateAt(order.orderId, deadline);
  }

  private escalateAt(orderId: string, deadline: string): void {
    this.around.timers.set(timerOf(orderId), deadline, () => void this.escalate(orderId, deadline));
  }

  private async escalate(orderId: string, deadline: string): Promise<void> {
    const send = () =>
      this.dispatch.send(
        { type: 'EscalateDelivery', orderId, cause: 'cancellation-untold', detail: DETAIL },
        `${orderId} untold by ${deadline}`,
      );
    try {
      await this.around.activity.during(send);
    } catch (cause) {
      this.logger.warn({ err: cause, orderId }, 'an order nobody was told of could not be escalated yet');
      this.around.network.after(RETRY_MS, () => this.escalateAt(orderId, deadline));
    }
  }
}

const timerOf = (orderId: string): string => `tell ${orderId}`;
