import { z } from 'zod';

/** Vendors cut or refuse what is longer; the shortest limits met are 40 for a reference and 500 for a note. */
const NOTE_MAX = 500;
/** The largest total, in minor units, that an order may have. */
const AMOUNT_MAX = 100_000_000;

/** Text a person typed. Control characters, and marks that turn the writing direction, are no part of it. */
const typed = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(
      text => !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(text.replaceAll('\n', '')),
      'must hold no control characters',
    );

export const businessDate = z.iso.date();
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
  reference: typed(40).optional().describe('The storefront’s own name for the order'),
});
export type HoldBody = z.infer<typeof holdBody>;

const line = z.strictObject({
  sku: typed(60),
  name: typed(120),
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
    name: typed(80),
    phone: z
      .string()
      .regex(/^\+?[\d ()-]{4,24}$/, 'must be a phone number')
      .optional(),
    notes: typed(NOTE_MAX).optional(),
  }),
  paymentRef: typed(120),
});
export type ConfirmBody = z.infer<typeof confirmBody>;

export const cancelBody = z.strictObject({ reason: typed(200) });
export type CancelBody = z.infer<typeof cancelBody>;
