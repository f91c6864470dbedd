import { z } from 'zod';
import { accountName } from '../profiles/accounts.js';

const SECRETS_MAX = 2;
const SECRET_MIN_CHARS = 8;
const SECRET_MAX_CHARS = 200;
/** A simulator has no business on a network, not as a client either. */
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

const secrets = z.array(z.string().min(SECRET_MIN_CHARS).max(SECRET_MAX_CHARS)).min(1).max(SECRETS_MAX);

export const webhookOrderSchema = z.strictObject({
  url: z.url({ protocol: /^http$/ }).refine(url => LOOPBACK_HOSTS.has(new URL(url).hostname), {
    message: 'must be an http address on 127.0.0.1 or localhost',
  }),
  secrets,
  account: accountName.optional(),
  location: z.string().min(1).max(100).optional(),
});
export type WebhookOrder = z.infer<typeof webhookOrderSchema>;

export const secretsOrderSchema = z.strictObject({ secrets });
