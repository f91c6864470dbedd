import { Injectable } from '@nestjs/common';
import { DispatchOrder, type OpenedDay } from '../orders/index.js';
import type { StepResult } from './claiming.js';
import { DeliveryAttempt } from './delivery-attempt.js';
import { DeliverySettling } from './delivery-settling.js';
import type { DeliveryStep } from './domain/delivery-policy.js';
import type { PosAtPlace } from './domain/settling-policy.js';
import type { TicketPlace } from './domain/void-policy.js';
import type { OrderOfDay } from './order-of-day.js';
import { PosAccounts } from './pos-accounts.js';
import type { PosAdapter } from './pos-port.js';
import { VoidAttempt } from './void-attempt.js';

type Step<Kind extends DeliveryStep['kind']> = Extract<DeliveryStep, { kind: Kind }>;

/** Does what the policy wants done, each thing at the POS it concerns. */
@Injectable()
export class DeliverySteps {
  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly attempt: DeliveryAttempt,
    private readonly settling: DeliverySettling,
    private readonly voiding: VoidAttempt,
    private readonly accounts: PosAccounts,
  ) {}

  /** What the policy may count on at a place. */
  readonly posAt = (place: TicketPlace): PosAtPlace | undefined => this.adapterAt(place);

  async perform(step: DeliveryStep, { day, order }: OrderOfDay): Promise<StepResult> {
    switch (step.kind) {
      case 'none':
        return 'settled';
      case 'escalate':
        return this.escalate(order.orderId, step);
      case 'start':
        return this.with(this.accounts.find(day.plan.posAccount.account), adapter =>
          this.attempt.send(day, order, adapter),
        );
      case 'settle':
        return this.with(this.adapterAt(step.claim), adapter =>
          this.settling.settle({ day, order }, step, adapter),
        );
      case 'verify':
        return this.with(this.adapterAt(step.claim), adapter => this.settling.verify(step, adapter));
      case 'void':
        return this.with(this.adapterAt(step.place), adapter =>
          this.voiding.start(order, { ...step, attempt: 1 }, adapter),
        );
      case 'settle-void':
        return this.with(this.adapterAt(step.claim), adapter =>
          this.voiding.settle(order, step.claim, adapter),
        );
    }
  }

  /** What a claim may have done is where the claim was made; the account at another address may know nothing of it. */
  private adapterAt({ account, endpoint }: TicketPlace): PosAdapter | undefined {
    const adapter = this.accounts.find(account);
    return adapter?.endpoint === endpoint ? adapter : undefined;
  }

  /** An account that is not configured here may be configured after a restart; until give-up that is no failure. */
  private async with(
    adapter: PosAdapter | undefined,
    act: (adapter: PosAdapter) => Promise<StepResult>,
  ): Promise<StepResult> {
    return adapter === undefined ? 'not-sent' : act(adapter);
  }

  private async escalate(orderId: string, { cause, detail }: Step<'escalate'>): Promise<StepResult> {
    await this.dispatch.send({ type: 'EscalateDelivery', orderId, cause, detail }, `${orderId} ${detail}`);
    return 'settled';
  }
}

/** The account whose turns a step takes. */
export const accountOf = (step: DeliveryStep, { plan }: OpenedDay): string => {
  switch (step.kind) {
    case 'settle':
    case 'verify':
    case 'settle-void':
      return step.claim.account;
    case 'void':
      return step.place.account;
    case 'none':
    case 'escalate':
    case 'start':
      return plan.posAccount.account;
  }
};
