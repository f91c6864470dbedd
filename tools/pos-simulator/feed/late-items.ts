import type { NetworkTime } from '../../../src/platform/clock/index.js';
import type { Faults } from '../faults/faults.js';
import type { Ticket } from '../kitchen/ticket.js';
import type { Accounts } from '../profiles/accounts.js';
import { seededNumberOf } from '../random.js';

export interface LateItemsUse {
  readonly faults: Faults;
  readonly accounts: Accounts;
  readonly network: NetworkTime;
  readonly seed: number;
}

/**
 * The changes that surface late in the feed: at their old place, with their old time, behind every cursor that has passed
 * them by. A restart of the POS surfaces all of them.
 */
export class LateItems {
  private readonly hiddenUntilMs = new Map<string, number>();

  constructor(private readonly use: LateItemsUse) {}

  /** Hears of every change, as it is made. */
  note(ticket: Ticket): void {
    const lateMs = this.latenessOf(ticket);
    if (lateMs === 0) return;
    this.hiddenUntilMs.set(nameOf(ticket), this.use.network.utcMs() + lateMs);
  }

  isHidden(change: Pick<Ticket, 'ticketId' | 'version'>): boolean {
    const untilMs = this.hiddenUntilMs.get(nameOf(change));
    if (untilMs === undefined) return false;
    if (untilMs > this.use.network.utcMs()) return true;
    this.hiddenUntilMs.delete(nameOf(change));
    return false;
  }

  private latenessOf(ticket: Ticket): number {
    const { faults, accounts, seed } = this.use;
    const { location, account } = ticket;
    const late = faults.strike('late-items', { location, account, operation: undefined, struck: [] });
    if (late !== undefined) return late.lateMs;
    const { offline } = accounts.ofTicket(account).behaviour;
    if (offline === null) return 0;
    return seededNumberOf(seed, `offline/${nameOf(ticket)}`) < offline.rate ? offline.lateMs : 0;
  }
}

const nameOf = ({ ticketId, version }: Pick<Ticket, 'ticketId' | 'version'>): string =>
  `${ticketId}.${version}`;
