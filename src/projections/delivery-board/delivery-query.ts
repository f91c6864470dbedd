import { z } from 'zod';
import { cursor } from '../cursor.js';
import { flag, instant, knownStoreId } from '../query-fields.js';

const PAGE_DELIVERIES_MAX = 1_000;
const STATES = ['waiting', 'in-flight', 'unknown', 'delivered', 'escalated', 'off'] as const;

const states = z
  .string()
  .transform(text => text.split(','))
  .pipe(z.array(z.enum(STATES)).max(STATES.length))
  .describe(`One of ${STATES.join(', ')}, or several with commas between them`);

const fields = {
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_DELIVERIES_MAX).default(200),
  state: states.optional(),
  dueFrom: instant.optional().describe('Due then or later …'),
  dueTo: instant.optional().describe('… and before this instant'),
};

export const dayQuery = z.strictObject({ ...fields, inProgress: flag.optional() });

export const accountQuery = z.strictObject({
  ...fields,
  account: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a POS account')
    .optional(),
  storeId: knownStoreId.optional(),
  inProgress: flag.default(true).describe('Left out, only what is not over is shown'),
});

export type DayQuery = z.infer<typeof dayQuery>;
export type AccountQuery = z.infer<typeof accountQuery>;
