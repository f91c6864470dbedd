import { z } from 'zod';
import { typedText } from '../../platform/requests/index.js';
import { cursor } from '../cursor.js';
import { flag, instant, knownStoreId } from '../query-fields.js';

const PAGE_ORDERS_MAX = 1_000;
const STATUSES_MAX = 20;
const REFERENCE_MAX = 40;

const notBoth = {
  message: 'is for the first page alone: go on with the cursor',
  path: ['offset'],
};

const pageFields = {
  cursor: cursor.optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_ORDERS_MAX).default(200),
};

export const page = z
  .strictObject(pageFields)
  .refine(({ cursor: behind, offset }) => behind === undefined || offset === 0, notBoth);
export type Page = z.infer<typeof page>;

export const stuckQuery = z
  .strictObject({ ...pageFields, storeId: knownStoreId.optional() })
  .refine(({ cursor: behind, offset }) => behind === undefined || offset === 0, notBoth);
export type StuckQuery = z.infer<typeof stuckQuery>;

export const boardQuery = z
  .strictObject({
    ...pageFields,
    status: z
      .string()
      .regex(/^[a-z-]{1,40}(,[a-z-]{1,40})*$/, 'must be statuses with commas between them')
      .transform(text => text.split(','))
      .refine(statuses => statuses.length <= STATUSES_MAX, `must be ${STATUSES_MAX} at most`)
      .optional()
      .describe('One status, or several with commas between them'),
    slotFrom: instant.optional().describe('Slots that start then or later …'),
    slotTo: instant.optional().describe('… and before this instant'),
    reference: typedText(REFERENCE_MAX).optional(),
    needsPerson: flag.optional(),
    cancelling: flag.optional(),
    outside: flag.optional().describe('Orders whose slot the day sells no longer'),
  })
  .refine(({ cursor: behind, offset }) => behind === undefined || offset === 0, notBoth);
export type BoardQuery = z.infer<typeof boardQuery>;

export const referenceQuery = z.strictObject({ reference: typedText(REFERENCE_MAX) });
export type ReferenceQuery = z.infer<typeof referenceQuery>;
