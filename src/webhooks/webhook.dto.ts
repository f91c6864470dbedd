import { z } from 'zod';
import { WEBHOOK_TYPES } from './domain/webhook.js';

const URL_CHARACTERS_MAX = 500;
const PRINCIPAL_CHARACTERS_MAX = 200;

const targetUrl = z
  .url({ protocol: /^https?$/ })
  .max(URL_CHARACTERS_MAX)
  .refine(text => isPlain(text), 'must name no user and no fragment')
  .transform(text => new URL(text).href);

const isPlain = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
};

const events = z
  .array(z.enum(WEBHOOK_TYPES))
  .min(1)
  .max(WEBHOOK_TYPES.length)
  .transform(types => WEBHOOK_TYPES.filter(type => types.includes(type)));

export const targetBody = z.strictObject({
  receiver: z.enum(['storefront', 'alarms']),
  principal: z.string().min(1).max(PRINCIPAL_CHARACTERS_MAX).optional(),
  url: targetUrl,
  events,
});
export type TargetBody = z.infer<typeof targetBody>;

export const uuid = z.uuid();

export const retryBody = z.strictObject({ webhookId: uuid.optional() });
export type RetryBody = z.infer<typeof retryBody>;

export const replayBody = z.strictObject({
  /** A position as webhooks and answers show it. */
  from: z.string().regex(/^[\w-]{1,100}:\d{1,19}$/, 'must be a position as a webhook shows it'),
});
export type ReplayBody = z.infer<typeof replayBody>;
