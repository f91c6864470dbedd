import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, epochMsOf, instantOf, type BusinessClock } from '../platform/clock/index.js';
import { DueDeliveries } from '../projections/delivery-board/index.js';
import { PosAccounts } from './pos-accounts.js';
import { forecast, limitsOfAccount, ratePerSecond, type SlotForecast } from './traffic/index.js';

const HOUR_MS = 3_600_000;
/** How far ahead is looked. */
const HORIZON_HOURS = 48;
/** An order that leaves later than this after it is due is not in time. */
const IN_TIME_WITHIN_MS = 60_000;

export interface AccountForecast {
  readonly account: string;
  /** Deliveries a second that its limits allow in the long run. */
  readonly ratePerSecond: number | undefined;
  readonly orders: number;
  /** Of these, in slots whose last order would be late. */
  readonly ordersLate: number;
  readonly slots: readonly SlotForecast[];
}

/** Tells from what is confirmed whether an account can be handed it in time at its limits. */
@Injectable()
export class AccountForecasts {
  constructor(
    private readonly due: DueDeliveries,
    private readonly accounts: PosAccounts,
    @Inject(CLOCK) private readonly clock: BusinessClock,
  ) {}

  /** Undefined where the account is not configured. */
  async of(account: string): Promise<AccountForecast | undefined> {
    const adapter = this.accounts.find(account);
    if (adapter === undefined) return undefined;
    const nowMs = epochMsOf(this.clock.now());
    const due = await this.due.waitingFor(account, instantOf(nowMs + HORIZON_HOURS * HOUR_MS));
    const limits = limitsOfAccount(adapter.capabilities.limits);
    const slots = forecast(due, limits, { nowMs, inTimeWithinMs: IN_TIME_WITHIN_MS });
    return {
      account,
      ratePerSecond: ratePerSecond(limits),
      orders: sumOf(slots),
      ordersLate: sumOf(slots.filter(({ inTime }) => !inTime)),
      slots,
    };
  }
}

const sumOf = (slots: readonly SlotForecast[]): number => slots.reduce((sum, { orders }) => sum + orders, 0);
