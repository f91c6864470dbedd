import { Injectable, Logger } from '@nestjs/common';
import {
  DispatchOrder,
  OpenDayFollower,
  ProcessSurroundings,
  type ConfirmedOrder,
  type OpenedDay,
} from '../orders/index.js';
import { CallTurns } from './call-turns.js';
import { DeliveryAttempt, type AttemptResult } from './delivery-attempt.js';
import { nextDeliveryStep, type DeliveryStep } from './domain/delivery-policy.js';
import { PosAccounts } from './pos-accounts.js';

/** Pause before an order is looked at again: the quick tries first, then the slow ones; each drawn evenly within ±20 %. */
const QUICK_TRIES = 3;
const QUICK_PAUSE_MS = 3_000;
const SLOW_PAUSE_MS = 15_000;
const JITTER = 0.2;
/** Pause between two look-ups of a claim that is not settled. */
const SETTLE_PAUSE_MS = 1_000;

/** Hands confirmed orders to their POS when they are due, and sees every attempt through to an outcome. */
@Injectable()
export class DeliveryManager extends OpenDayFollower {
  readonly name = 'delivery';
  private readonly logger = new Logger('Delivery');
  private readonly turns = new CallTurns();
  private readonly working = new Set<string>();
  private readonly pauses = new Map<string, number>();
  /** The step last seen through for an order: its events may still be on their way here. */
  private readonly done = new Map<string, string>();
  private stopped = false;

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
    private readonly attempt: DeliveryAttempt,
    private readonly accounts: PosAccounts,
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

  protected resume(stream: string, day: OpenedDay): void {
    for (const { orderId } of day.orders.values()) this.consider(stream, orderId);
  }

  protected react(stream: string, _day: OpenedDay, { data }: Parameters<OpenDayFollower['react']>[2]): void {
    if ('orderId' in data) this.consider(stream, data.orderId);
  }

  /** Sets the alarm for what the order needs next; an order somebody works on is considered again afterwards. */
  private consider(stream: string, orderId: string): void {
    if (this.stopped || this.working.has(orderId)) return;
    const step = this.stepOf(stream, orderId);
    const timer = `deliver ${orderId}`;
    if (step.kind === 'none') this.forget(orderId);
    else if (this.done.get(orderId) !== nameOf(step)) {
      this.around.timers.set(timer, step.kind === 'start' ? step.at : this.around.clock.now(), () =>
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
    return found === undefined
      ? { kind: 'none' }
      : nextDeliveryStep(found.day, found.order, this.around.clock.now());
  }

  private find(stream: string, orderId: string): { day: OpenedDay; order: ConfirmedOrder } | undefined {
    const day = this.dayOf(stream);
    const order = day?.orders.get(orderId);
    return day !== undefined && order !== undefined && 'delivery' in order ? { day, order } : undefined;
  }

  private take(stream: string, orderId: string): void {
    const storeId = this.dayOf(stream)?.plan.storeId;
    if (storeId === undefined || this.stopped || this.working.has(orderId)) return;
    this.working.add(orderId);
    void this.around.activity.during(() => this.see(stream, orderId, storeId));
  }

  /** Sees one step of an order through, in its store's turn; then pauses where it has to be tried again. */
  private async see(stream: string, orderId: string, storeId: string): Promise<void> {
    const step = this.stepOf(stream, orderId);
    const perform = () => this.perform(stream, orderId);
    // Telling a person needs no POS, and must not wait behind calls to one that hangs.
    const result =
      step.kind === 'escalate'
        ? await perform()
        : await this.turns.take(this.accountOf(stream), storeId, perform);
    if (result === 'settled') this.done.set(orderId, nameOf(step));
    else await this.around.network.sleep(this.pauseMs(orderId, result));
    this.working.delete(orderId);
    this.consider(stream, orderId);
  }

  private accountOf(stream: string): string {
    return this.dayOf(stream)?.plan.posAccount.account ?? '';
  }

  private async perform(stream: string, orderId: string): Promise<AttemptResult> {
    if (this.stopped) return 'settled';
    try {
      return await this.performStep(stream, orderId);
    } catch (cause) {
      this.logger.error({ err: cause, orderId }, 'a delivery step failed');
      return 'undecided';
    }
  }

  private async performStep(stream: string, orderId: string): Promise<AttemptResult> {
    const found = this.find(stream, orderId);
    const step = this.stepOf(stream, orderId);
    if (found === undefined || step.kind === 'none') return 'settled';
    if (step.kind === 'escalate') return this.escalate(orderId, step);
    const account = step.kind === 'settle' ? step.claim.account : found.day.plan.posAccount.account;
    const adapter = this.accounts.find(account);
    // An account that is not configured here may be configured after a restart; until give-up that is no failure.
    if (adapter === undefined) return 'not-sent';
    return step.kind === 'settle'
      ? this.attempt.settle(step.claim, adapter)
      : this.attempt.send(found.day, found.order, adapter);
  }

  private async escalate(
    orderId: string,
    { cause, detail }: Extract<DeliveryStep, { kind: 'escalate' }>,
  ): Promise<AttemptResult> {
    await this.dispatch.send({ type: 'EscalateDelivery', orderId, cause, detail }, `${orderId} ${detail}`);
    return 'settled';
  }

  private pauseMs(orderId: string, result: AttemptResult): number {
    if (result === 'undecided') return SETTLE_PAUSE_MS;
    const tries = (this.pauses.get(orderId) ?? 0) + 1;
    this.pauses.set(orderId, tries);
    const whole = tries <= QUICK_TRIES ? QUICK_PAUSE_MS : SLOW_PAUSE_MS;
    return whole * (1 - JITTER + 2 * JITTER * this.around.random.number());
  }
}

/** Names a step, so that the same one is not taken twice while its events are on their way. */
const nameOf = (step: DeliveryStep): string => {
  switch (step.kind) {
    case 'none':
    case 'escalate':
      return step.kind;
    case 'start':
      return `start ${step.attempt}`;
    case 'settle':
      return `settle ${step.claim.attempt}`;
  }
};
