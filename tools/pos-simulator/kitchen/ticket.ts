import { z } from 'zod';
import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';

/** How far the kitchen is with a ticket. A ticket only moves on; `voided` ends it before or at any step but the last. */
export const TICKET_STATUSES = [
  'received',
  'acknowledged',
  'preparing',
  'ready',
  'collected',
  'voided',
] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

const REFERENCE_MAX_CHARS = 60;
const LINES_MAX = 500;
const TEXT_MAX_CHARS = 2_000;

/**
 * What an XML attribute can carry without loss: no control characters, no half of a surrogate pair. A reference
 * with any other character could never be told in the change feed, so the order is refused when it arrives.
 */
const TELLABLE = /^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

const text = z.string().min(1).max(TEXT_MAX_CHARS);
const minorUnits = z.int().min(0);
const instant = z.iso.datetime().transform((written): Instant => instantOf(epochMsOf(written)));

/** An order as the storefront's side injects it; `reference` is that side's own order id. */
export const posOrderSchema = z.object({
  reference: z
    .string()
    .min(1)
    .max(REFERENCE_MAX_CHARS)
    .regex(TELLABLE, 'must not contain control characters'),
  pickupAt: instant,
  customer: z.object({ name: text, phone: text.optional(), notes: text.optional() }),
  lines: z
    .array(z.object({ sku: text, name: text, quantity: z.int().min(1), unitPrice: minorUnits }))
    .min(1)
    .max(LINES_MAX),
  total: minorUnits,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code'),
});
export type PosOrder = z.infer<typeof posOrderSchema>;

/** What an integration says when it wants a ticket taken back. */
export const voidOrderSchema = z.object({ reason: text, version: z.int().min(1).optional() });

/** The POS's own order: what a kitchen sees. */
export interface Ticket {
  readonly ticketId: string;
  readonly location: string;
  readonly order: PosOrder;
  readonly status: TicketStatus;
  /** 1 when received, one more with every move. */
  readonly version: number;
  readonly receivedAt: Instant;
  readonly updatedAt: Instant;
  /** Why it was voided, where an integration asked for it. */
  readonly voidReason?: string;
  /** Who sent it, and under which key. */
  readonly account?: string;
  readonly key?: string;
  /** Real time at which the kitchen got it. */
  readonly receivedMs?: number;
}
