import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';
import { seededNumberOf } from '../random.js';
import type { Ticket, TicketStatus } from './ticket.js';

/** What the kitchen does next with a ticket, and when. */
export interface KitchenStep {
  readonly status: TicketStatus;
  readonly at: Instant;
}

const MINUTE_MS = 60_000;
const ACKNOWLEDGED_AFTER_MS = 1 * MINUTE_MS;
const PREPARING_AFTER_MS = 2 * MINUTE_MS;
const READY_BEFORE_PICKUP_MS = 1 * MINUTE_MS;
const SHORTEST_PREPARATION_MS = 1 * MINUTE_MS;
const GUEST_EARLIEST_MS = 1 * MINUTE_MS;
const GUEST_LATEST_MS = 6 * MINUTE_MS;

/**
 * The next step of a ticket, or undefined when the kitchen is done with it. It is a function of the ticket alone, so
 * a kitchen that was stopped goes on with the very same plan, and a clock that skips hours tells the same story.
 */
export const nextStepOf = (ticket: Ticket, seed: number): KitchenStep | undefined => {
  const since = epochMsOf(ticket.updatedAt);
  const pickup = epochMsOf(ticket.order.pickupAt);
  switch (ticket.status) {
    case 'received':
      return step('acknowledged', since + ACKNOWLEDGED_AFTER_MS);
    case 'acknowledged':
      return step('preparing', since + PREPARING_AFTER_MS);
    case 'preparing':
      return step('ready', Math.max(pickup - READY_BEFORE_PICKUP_MS, since + SHORTEST_PREPARATION_MS));
    case 'ready':
      return step('collected', Math.max(pickup + guestDelayMs(ticket.ticketId, seed), since));
    case 'collected':
    case 'voided':
      return undefined;
  }
};

const step = (status: TicketStatus, atMs: number): KitchenStep => ({ status, at: instantOf(atMs) });

const guestDelayMs = (ticketId: string, seed: number): number =>
  GUEST_EARLIEST_MS + Math.floor(seededNumberOf(seed, ticketId) * (GUEST_LATEST_MS - GUEST_EARLIEST_MS + 1));
