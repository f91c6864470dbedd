import { Injectable, Logger } from '@nestjs/common';
import { MAX_CLOCK_SKEW_MS } from '../platform/clock/index.js';
import { OpenDayFollower, ProcessSurroundings, type OpenedDay, type Order } from '../orders/index.js';
import type { StepResult } from './claiming.js';
import { DeliverySteps } from './delivery-steps.js';
import type { OrderOfDay } from './order-of-day.js';
import { DeliveryTurns } from './delivery-turns.js';
import { nextDeliveryStep, type DeliveryStep } from './domain/delivery-policy.js';

/** What was to be done turned out not to be due any more, or not yet. */
type Outcome = StepResult | 'not-due' | 'not-admitted';

/**
 * Hands confirmed orders to their POS when they are due, has the tickets of called-off ones taken back, and sees every
 * attempt through to an outcome.
 */
@Injectable()
export class DeliveryManager extends OpenDayFollower {
  readonly name = 'delivery';
  private readonly logger = new Logger('Delivery');
  private readonly working = new Set<string>();
  private readonly pauses = new Map<string, number>();
  /** The step last seen through for an order: its events may still be on their way here. */
  private readonly done = new Map<string, string>();
  private stopped = false;

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly steps: DeliverySteps,
    private readonly turns: DeliveryTurns,
  ) {
    super(around);
  }

  override begin(): Promise<bigint> {
    this.stopped = false;
    this.done.clear();
    this.pauses.clear();
    return super.begin();
  }

  /** Takes on nothing more and waits for the calls under way. */
  async drain(): Promise<void> {
    this.stopped = true;
    await this.turns.idle();
  }

  protected override derive(stream: string, _day: OpenedDay, { orderId }: Order): void {
    this.consider(stream, orderId);
  }

  /** Sets the alarm for what the order needs next; an order somebody works on is considered again afterwards. */
  private consider(stream: string, orderId: string): void {
    if (this.stopped || this.working.has(orderId)) return;
    const step = this.stepOf(stream, orderId);
    const timer = `deliver ${orderId}`;
    if (step.kind === 'none') this.forget(orderId);
    else if (this.done.get(orderId) !== nameOf(step)) {
      this.around.timers.set(timer, 'at' in step ? step.at : this.around.clock.now(), () =>
        this.take(stream, orderId),
      );
    }
  }

  private forget(orderId: string): void {
    this.around.timers.cancel(`deliver ${orderId}`);
    this.done.delete(orderId);
    this.pauses.delete(orderId);
  }

  private stepOf(stream: string, orderId: string): DeliveryStep {
    const found = this.find(stream, orderId);
    return found === undefined ? { kind: 'none' } : this.stepFor(found);
  }

  private stepFor({ day, order }: OrderOfDay): DeliveryStep {
    const now = {
      business: this.around.clock.now(),
      realMs: this.around.network.utcMs(),
      maxClockSkewMs: MAX_CLOCK_SKEW_MS,
    };
    return nextDeliveryStep(day, order, now, this.steps.posAt);
  }

  private find(stream: string, orderId: string): OrderOfDay | undefined {
    const day = this.dayOf(stream);
    const order = day?.orders.get(orderId);
    return day !== undefined && order !== undefined && 'delivery' in order ? { day, order } : undefined;
  }

  private take(stream: string, orderId: string): void {
    const found = this.find(stream, orderId);
    if (found === undefined || this.stopped || this.working.has(orderId)) return;
    this.working.add(orderId);
    void this.around.activity.during(() => this.see(stream, orderId, found));
  }

  /** Sees one step of an order through, in its turn; then pauses where it has to be tried again. */
  private async see(stream: string, orderId: string, found: OrderOfDay): Promise<void> {
    const step = this.stepFor(found);
    const result = await this.turns.take(step, found, () => this.perform(stream, orderId));
    if (result === 'settled') this.done.set(orderId, nameOf(step));
    else if (result !== 'not-due') await this.around.network.sleep(this.pauseMs(stream, orderId, result));
    this.working.delete(orderId);
    this.consider(stream, orderId);
  }

  /** Looks at the order afresh: while it waited for its turn it may have been moved or called off. */
  private async perform(stream: string, orderId: string): Promise<Outcome> {
    const found = this.find(stream, orderId);
    if (this.stopped || found === undefined) return 'settled';
    const step = this.stepFor(found);
    if ('at' in step && step.at > this.around.clock.now()) return 'not-due';
    try {
      return await this.steps.perform(step, found);
    } catch (cause) {
      this.logger.error({ err: cause, orderId }, 'a delivery step failed');
      return 'undecided';
    }
  }

  /** What never left the house is no try. */
  private pauseMs(stream: string, orderId: string, result: Exclude<Outcome, 'settled' | 'not-due'>): number {
    const tries = (this.pauses.get(orderId) ?? 0) + (result === 'not-admitted' ? 0 : 1);
    this.pauses.set(orderId, tries);
    return this.turns.pauseMs(this.find(stream, orderId), result, tries);
  }
}

/** Names a step, so that the same one is not taken twice while its events are on their way. */
const nameOf = (step: DeliveryStep): string => {
  switch (step.kind) {
    case 'none':
    case 'void':
      return step.kind;
    case 'escalate':
      return `escalate ${step.cause}`;
    case 'start':
      return `start ${step.attempt} at ${step.at}`;
    case 'verify':
      return `verify ${step.ticketId} at ${step.at}`;
    case 'settle':
    case 'settle-void':
      return `${step.kind} ${step.claim.attempt}`;
  }
};
