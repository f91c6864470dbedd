import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CannotStart, causeOf } from './cannot-start.js';
import { complaintOf, phraseOf } from './complaint.js';
import { faultOrderSchema } from './faults/fault-orders.js';
import { accountName, accountOrderSchema } from './profiles/accounts.js';
import { profileName } from './profiles/profiles.js';
import { webhookOrderSchema } from './webhooks/webhook-orders.js';

const LISTED_MAX = 1_000;

/** What a run begins with: how the POS behaves towards whom, who is told, and what goes wrong. */
export const scenarioSchema = z.strictObject({
  /** The profile of every account that is not named. */
  profile: profileName.optional(),
  accounts: z.record(accountName, accountOrderSchema).default({}),
  webhooks: z.array(webhookOrderSchema).max(LISTED_MAX).default([]),
  faults: z.array(faultOrderSchema).max(LISTED_MAX).default([]),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** Reads a scenario from a file. Throws CannotStart with the first thing that is wrong in it. */
export const readScenario = (path: string): Scenario => {
  const scenario = scenarioSchema.safeParse(jsonIn(path));
  if (scenario.success) return scenario.data;
  throw new CannotStart(`${path}: ${phraseOf(complaintOf(scenario.error))}; correct it and start again`);
};

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CannotStart(
      `${path} cannot be read as JSON (${causeOf(error)}); give another file with --scenario`,
    );
  }
};
