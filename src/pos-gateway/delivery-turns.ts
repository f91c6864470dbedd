import { Injectable, Logger } from '@nestjs/common';
import { ProcessSurroundings, sendableUntil } from '../orders/index.js';
import { accountOf } from './delivery-steps.js';
import type { OrderOfDay } from './order-of-day.js';
import type { DeliveryStep } from './domain/delivery-policy.js';
import { NotAdmitted, pauseMs, PosTraffic, type AccountTraffic, type Priority } from './traffic/index.js';

/** What waits for its turn is looked at afresh after this real time: it may have been moved, called off, or given up. */
const LOOK_AGAIN_MS = 30_000;

const PRIORITIES = {
  start: 'deliver',
  settle: 'settle',
  verify: 'settle',
  'settle-void': 'settle',
  void: 'void',
} as const satisfies Record<SteppedToPos['kind'], Priority>;

type SteppedToPos = Exclude<DeliveryStep, { kind: 'none' | 'escalate' }>;

/** Sees to it that what is done at a POS is done in its turn: the earliest slot first, then who confirmed first. */
@Injectable()
export class DeliveryTurns {
  private readonly logger = new Logger('Delivery');

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly traffic: PosTraffic,
  ) {}

  /**
   * Does `work` in the turn of this step. Answers `not-due` where its turn has not come so far, and `not-admitted` where it
   * was sent away; the order is as it was.
   */
  async take<Result>(
    step: DeliveryStep,
    found: OrderOfDay,
    work: () => Promise<Result>,
  ): Promise<Result | 'not-due' | 'not-admitted'> {
    // Telling a person needs no POS, and must not wait behind calls to one that hangs.
    if (step.kind === 'none' || step.kind === 'escalate') return work();
    const traffic = this.traffic.find(accountOf(step, found.day));
    return traffic === undefined ? work() : this.takeIn(traffic, step, found, work);
  }

  /** The pause before the order is looked at again. */
  pauseMs(
    found: OrderOfDay | undefined,
    result: 'not-sent' | 'undecided' | 'not-admitted',
    tries: number,
  ): number {
    return pauseMs(result === 'not-admitted' ? 'not-sent' : result, {
      tries,
      drawn: this.around.random.number(),
      untilDeadlineMs: found === undefined ? 0 : this.leftMs(found),
    });
  }

  /** Resolves when no turn is being taken. */
  idle(): Promise<void> {
    return this.traffic.idle();
  }

  private async takeIn<Result>(
    traffic: AccountTraffic,
    step: SteppedToPos,
    { day, order }: OrderOfDay,
    work: () => Promise<Result>,
  ): Promise<Result | 'not-due' | 'not-admitted'> {
    const { network } = this.around;
    const leftMs = this.leftMs({ day, order });
    const untilMs = network.monotonicMs() + (leftMs > 0 ? Math.min(leftMs, LOOK_AGAIN_MS) : LOOK_AGAIN_MS);
    const { slot, confirmedAt, orderId } = order;
    const rank = `${slot} ${confirmedAt} ${orderId}`;
    const location = locationOf(step, day.plan.posAccount);
    try {
      return await traffic.take({ location, priority: PRIORITIES[step.kind], rank, untilMs }, work);
    } catch (error) {
      if (!(error instanceof NotAdmitted)) throw error;
      if (network.monotonicMs() >= untilMs) return 'not-due';
      this.logger.debug({ orderId, proof: error.proof }, 'a step was not admitted');
      return 'not-admitted';
    }
  }

  private leftMs({ day, order }: OrderOfDay): number {
    return this.around.clock.realMsUntil(sendableUntil(day, order));
  }
}

const locationOf = (step: SteppedToPos, ofDay: { readonly location: string }): string => {
  switch (step.kind) {
    case 'start':
      return ofDay.location;
    case 'void':
      return step.place.location;
    case 'settle':
    case 'verify':
    case 'settle-void':
      return step.claim.location;
  }
};
