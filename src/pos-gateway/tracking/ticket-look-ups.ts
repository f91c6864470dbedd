import { Injectable, Logger } from '@nestjs/common';
import PQueue from 'p-queue';
import { Activity } from '../../platform/clock/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import { PosAccounts } from '../pos-accounts.js';
import type { Feed, Followed } from './feed.js';
import { TicketUpdates } from './ticket-updates.js';
import { NOT_SHOWN } from '../pos-port.js';

/** Look-ups of one account under way: few, for deliveries come first. */
const LOOK_UPS_AT_ONCE = 2;
/** Look-ups of one account that may wait; what is beyond is not looked up now. The feed and the sweep will tell of it. */
const LOOK_UPS_WAITING_MAX = 1_000;

export type LookUpCause = 'hint' | 'sweep';

/** Reads single tickets at their POS, a few at a time, and records what they are. */
@Injectable()
export class TicketLookUps {
  private readonly logger = new Logger('TicketLookUps');
  private readonly byAccount = new Map<string, PQueue>();
  /** Orders whose look-up waits: asked for once more, it is still the same one. */
  private readonly waiting = new Set<string>();

  constructor(
    private readonly accounts: PosAccounts,
    private readonly updates: TicketUpdates,
    private readonly metrics: Metrics,
    private readonly activity: Activity,
  ) {}

  /** Has the ticket of an order looked up in its turn; false where too many wait already. */
  ask(feed: Feed, orderId: string, because: LookUpCause): boolean {
    if (this.waiting.has(orderId)) return true;
    const turns = this.byAccount.get(feed.account) ?? new PQueue({ concurrency: LOOK_UPS_AT_ONCE });
    this.byAccount.set(feed.account, turns);
    if (turns.size >= LOOK_UPS_WAITING_MAX) return false;
    this.waiting.add(orderId);
    void this.activity.during(() => turns.add(() => this.take(feed, orderId, because)));
    return true;
  }

  /** Forgets what has not begun. */
  clear(): void {
    for (const turns of this.byAccount.values()) turns.clear();
    this.byAccount.clear();
    this.waiting.clear();
  }

  private async take(feed: Feed, orderId: string, because: LookUpCause): Promise<void> {
    // What is asked for from here on is about a later state of the ticket.
    this.waiting.delete(orderId);
    const order = feed.orders.get(orderId);
    if (order === undefined) return;
    try {
      const outcome = await this.lookUp(feed, order);
      this.metrics.ticketLookUps.inc({ because, outcome });
    } catch (cause) {
      this.metrics.ticketLookUps.inc({ because, outcome: 'failed' });
      this.logger.warn({ err: cause, orderId }, 'a look-up could not be recorded');
    }
  }

  private async lookUp({ account, location }: Feed, { orderId, ticketId }: Followed): Promise<string> {
    const found = await this.accounts.find(account)?.find(location, orderId, ticketId);
    if (found?.kind !== 'found') return found?.kind ?? 'cannot-tell';
    // The POS has it and its kitchen does not: that says nothing about how far the kitchen is.
    if (found.status === NOT_SHOWN) return 'nothing-new';
    const { kind: _, ...ticket } = found;
    const recorded = await this.updates.record(account, [{ ...ticket, orderId }]);
    return recorded.some(({ isNews }) => isNews) ? 'news' : 'nothing-new';
  }
}
