import { z } from 'zod';
import { posOrderSchema, TICKET_STATUSES } from './ticket.js';

const instant = z.iso.datetime();

/** The lines of the ledger. They are a storage format: a ledger written once must stay readable. */
export const ledgerRecordSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ticket-received'),
    ticketId: z.string(),
    location: z.string(),
    at: instant,
    order: posOrderSchema,
  }),
  z.object({
    type: z.literal('ticket-moved'),
    ticketId: z.string(),
    status: z.enum(TICKET_STATUSES),
    version: z.int(),
    at: instant,
    /** Why a ticket was voided, where an integration asked for it. */
    reason: z.string().optional(),
  }),
]);
export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;
export type TicketReceived = Extract<LedgerRecord, { type: 'ticket-received' }>;
export type TicketMoved = Extract<LedgerRecord, { type: 'ticket-moved' }>;
