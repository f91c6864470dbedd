import { z } from 'zod';
import { posOrderSchema, TICKET_STATUSES } from '../kitchen/ticket.js';

const instant = z.iso.datetime();
/** Real time, in milliseconds since 1970; `at` is time on the business clock. */
const realMs = z.number();

/** Who sent an order, and under which key. Ledgers that are older than accounts do not tell. */
const origin = {
  account: z.string().optional(),
  key: z.string().optional(),
  bodyHash: z.string().optional(),
  realMs: realMs.optional(),
};

/** The lines of the ledger. They are a storage format: a ledger written once must stay readable. */
export const ledgerRecordSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ticket-received'),
    ticketId: z.string(),
    location: z.string(),
    at: instant,
    order: posOrderSchema,
    ...origin,
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
  /** An order that was accepted and that no kitchen sees yet. */
  z.object({
    type: z.literal('order-held'),
    ticketId: z.string(),
    location: z.string(),
    at: instant,
    order: posOrderSchema,
    ...origin,
    /** When the kitchen gets it; null for never. */
    showAtMs: realMs.nullable(),
    notAfterMs: realMs.optional(),
    /** Why it will not be shown when its time comes, where that is settled already. */
    failsFor: z.string().optional(),
  }),
  /** A held order that no kitchen will ever see. */
  z.object({ type: z.literal('order-failed'), ticketId: z.string(), at: instant, why: z.string() }),
  z.object({
    type: z.literal('account-suspended'),
    account: z.string(),
    status: z.int(),
    why: z.string(),
    fromMs: realMs,
    untilMs: realMs.nullable(),
  }),
  z.object({ type: z.literal('account-restored'), account: z.string(), atMs: realMs }),
  z.object({
    type: z.literal('webhook-subscribed'),
    id: z.string(),
    url: z.string(),
    secrets: z.array(z.string()),
    account: z.string().optional(),
    location: z.string().optional(),
  }),
  z.object({ type: z.literal('webhook-secrets-changed'), id: z.string(), secrets: z.array(z.string()) }),
  z.object({ type: z.literal('webhook-removed'), id: z.string() }),
  /** An event that is not sent to this subscriber again: it was told, or every try failed. */
  z.object({
    type: z.literal('webhook-settled'),
    eventId: z.string(),
    outcome: z.enum(['told', 'given-up', 'lost']),
    tries: z.int(),
  }),
]);
export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;
export type RecordOf<Type extends LedgerRecord['type']> = Extract<LedgerRecord, { type: Type }>;
export type TicketReceived = RecordOf<'ticket-received'>;
export type TicketMoved = RecordOf<'ticket-moved'>;
