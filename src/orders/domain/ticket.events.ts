import { z } from 'zod';
import { defineEvent } from '../../event-sourcing/decider.js';

/** `version` grows with every change of the ticket; `posAt` is the POS's own time and is never compared with ours. */
const ofTicket = {
  orderId: z.string(),
  ticketId: z.string(),
  version: z.int().min(0),
  posAt: z.string(),
};

export const OrderAcknowledged = defineEvent(
  'OrderAcknowledged',
  z.strictObject(ofTicket),
  'the kitchen has seen the ticket',
);
export const OrderInPreparation = defineEvent(
  'OrderInPreparation',
  z.strictObject(ofTicket),
  'the kitchen has begun',
);
export const OrderReady = defineEvent(
  'OrderReady',
  z.strictObject(ofTicket),
  'the order waits for its guest',
);
export const OrderCollected = defineEvent(
  'OrderCollected',
  z.strictObject(ofTicket),
  'the guest has the order',
);
export const OrderVoidedAtPos = defineEvent(
  'OrderVoidedAtPos',
  z.strictObject(ofTicket),
  'the POS voided the ticket by itself; its capacity is free again, and where nobody called the order off, a person is told',
);
export const TicketReopened = defineEvent(
  'TicketReopened',
  z.strictObject(ofTicket),
  'the kitchen takes a ticket up again that it had finished',
);
export const PosStatusNoted = defineEvent(
  'PosStatusNoted',
  z.strictObject({
    ...ofTicket,
    status: z.string(),
    why: z.enum(['unknown-status', 'out-of-order', 'other-ticket']),
  }),
  'the POS said something that moves nothing: an unknown status, one that would go back, or a second ticket of the order',
);

export const ticketEvents = [
  OrderAcknowledged,
  OrderInPreparation,
  OrderReady,
  OrderCollected,
  OrderVoidedAtPos,
  TicketReopened,
  PosStatusNoted,
] as const;
