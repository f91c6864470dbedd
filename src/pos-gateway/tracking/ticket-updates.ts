import { Injectable } from '@nestjs/common';
import { DispatchOrder } from '../../orders/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import type { TicketChange } from '../pos-port.js';

/** Updates of different tickets that are recorded at once. */
const UPDATES_AT_ONCE = 16;

/** A change, and whether the log had not heard of it. */
export interface Recorded extends TicketChange {
  readonly isNews: boolean;
}

/** Records what a POS says of its tickets, however it came to be known. What is told again changes nothing. */
@Injectable()
export class TicketUpdates {
  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly metrics: Metrics,
  ) {}

  /** Records changes: those of one ticket in the order of their versions, different tickets together up to a bound. */
  async record(account: string, changes: readonly TicketChange[]): Promise<readonly Recorded[]> {
    const left = byTicket(changes);
    const recorded: Recorded[] = [];
    const recordSome = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        for (const change of next) {
          recorded.push({ ...change, isNews: await this.recordChange(account, change) });
        }
      }
    };
    await Promise.all(Array.from({ length: UPDATES_AT_ONCE }, recordSome));
    return recorded;
  }

  private async recordChange(account: string, change: TicketChange): Promise<boolean> {
    const { orderId, ticketId, status, version, at } = change;
    const answer = await this.dispatch.send(
      { type: 'RecordPosUpdate', orderId, account, ticketId, status, version, posAt: at },
      `${account} ${ticketId}@${version}`,
    );
    if (answer?.kind !== 'accepted') {
      this.metrics.feedStrangers.inc();
      return false;
    }
    return !answer.repeated && answer.events.length > 0;
  }
}

/** The changes of each ticket, the oldest of them first, each once. */
const byTicket = (changes: readonly TicketChange[]): TicketChange[][] => {
  const tickets = new Map<string, Map<string, TicketChange>>();
  for (const change of changes) {
    const ofTicket = tickets.get(change.ticketId) ?? new Map<string, TicketChange>();
    tickets.set(change.ticketId, ofTicket.set(nameOfChange(change), change));
  }
  return [...tickets.values()].map(each => [...each.values()].sort((a, b) => a.version - b.version));
};

/** Names what a change says: told once more, by whatever page, it is the same. */
export const nameOfChange = ({ ticketId, version, status }: TicketChange): string =>
  `${ticketId}@${version} ${status}`;
