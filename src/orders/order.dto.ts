import { z } from 'zod';
import { calendarDate, typedText } from '../platform/requests/index.js';

/** Vendors cut or refuse what is longer; the shortest limits met are 40 for a reference and 500 for a note. */
const NOTE_MAX = 500;
/** The largest total, in minor units, that an order may have. */
const AMOUNT_MAX = 100_000_000;

export const businessDate = calendarDate;
export const storeId = z.string().regex(/^sto_[0-9a-hjkmnp-tv-z]{13}$/, 'must be a store id');

const slot = z.iso
  .datetime({ offset: true })
  .transform(text => new Date(text).toISOString())
  .meta({ description: 'Start of the slot, as availability names it' });

export const holdBody = z.strictObject({
  slot,
  items: z.int().min(1).max(10_000),
  amount: z.int().min(0).max(AMOUNT_MAX).describe('Minor units of the store’s currency'),
  prepSeconds: z.int().min(0).max(1_000_000).default(0),
  reference: typedText(40).optional().describe('The storefront’s own name for the order'),
});
export type HoldBody = z.infer<typeof holdBody>;

const line = z.strictObject({
  sku: typedText(60),
  name: typedText(120),
  quantity: z.int().min(1).max(1_000),
  unitPrice: z.int().min(0).max(AMOUNT_MAX).describe('Minor units'),
  prepSeconds: z.int().min(0).max(100_000).default(0),
});

export const confirmBody = z.strictObject({
  lines: z.array(line).min(1).max(200),
  total: z
    .int()
    .min(0)
    .max(AMOUNT_MAX)
    .describe('Minor units; compared with the total computed from the lines'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as GBP'),
  customer: z.strictObject({
    name: typedText(80),
    phone: z
      .string()
      .regex(/^\+?[\d ()-]{4,24}$/, 'must be a phone number')
      .optional(),
    notes: typedText(NOTE_MAX).optional(),
  }),
  paymentRef: typedText(120),
});
export type ConfirmBody = z.infer<typeof confirmBody>;

export const cancelBody = z.strictObject({ reason: typedText(200) });
export type CancelBody = z.infer<typeof cancelBody>;

export const moveBody = z.strictObject({ slot });
export type MoveBody = z.infer<typeof moveBody>;

const why = typedText(200).describe('Recorded with the name of who asked');

export const redeliverBody = z.strictObject({ why });
export type RedeliverBody = z.infer<typeof redeliverBody>;

export const resolveBody = z.strictObject({ as: z.enum(['handed-over', 'not-delivered']), why });
export type ResolveBody = z.infer<typeof resolveBody>;
