import type { Instant } from '../../../src/platform/clock/index.js';
import type { HeldOrders } from '../kitchen/held-orders.js';
import type { Ticket } from '../kitchen/ticket.js';
import type { LedgerRecord } from '../ledger/ledger-record.js';

/** What a subscriber is told. SUCCESS and FAILURE say what became of an order that was accepted. */
export interface PosEvent {
  readonly type: 'SUCCESS' | 'FAILURE' | 'CHANGED';
  readonly account: string | undefined;
  readonly location: string;
  readonly reference: string;
  readonly ticketId: string;
  readonly status: string;
  readonly version: number;
  readonly at: Instant;
  readonly reason?: string;
}

/** The event in a record of the ledger; undefined where nobody outside is told of it. */
export const eventOf = (
  record: LedgerRecord,
  ticket: Ticket | undefined,
  held: HeldOrders,
): PosEvent | undefined => {
  if (record.type === 'order-failed') {
    const order = held.get(record.ticketId);
    if (order === undefined) return undefined;
    const { account, location, ticketId } = order;
    const { reference } = order.order;
    const { at, why: reason } = record;
    return {
      type: 'FAILURE',
      account,
      location,
      reference,
      ticketId,
      status: 'failed',
      version: 0,
      at,
      reason,
    };
  }
  if (ticket === undefined) return undefined;
  const { account, location, ticketId, status, version, updatedAt: at, order } = ticket;
  const type = record.type === 'ticket-received' ? 'SUCCESS' : 'CHANGED';
  return { type, account, location, reference: order.reference, ticketId, status, version, at };
};
