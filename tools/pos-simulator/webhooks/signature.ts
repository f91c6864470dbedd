import { createHmac } from 'node:crypto';
import type { FaultOfKind } from '../faults/fault-orders.js';

/** A request as it leaves: its raw body, and what vouches for it. */
export interface SignedBody {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const FORGERS_SECRET = 'nobody-gave-me-one';
const LONG_AGO_MS = 86_400_000;
const MS_PER_SECOND = 1_000;

/** HMAC-SHA256 over the time in seconds, a dot and the raw body, once with each active secret. */
export const signed = (body: string, secrets: readonly string[], atMs: number): SignedBody => {
  const timestamp = String(Math.round(atMs / MS_PER_SECOND));
  const signatures = secrets.map(
    secret => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  return { body, headers: { 'x-pos-timestamp': timestamp, 'x-pos-signature': signatures.join(',') } };
};

/** What somebody sends who wants to be taken for the POS; only `old-timestamp` was really signed, long ago. */
export const forged = (
  how: FaultOfKind<'webhook-forged'>['how'],
  genuine: SignedBody,
  lie: string,
  { secrets, atMs }: { readonly secrets: readonly string[]; readonly atMs: number },
): SignedBody => {
  switch (how) {
    case 'wrong-secret':
      return signed(lie, [FORGERS_SECRET], atMs);
    case 'altered-body':
      return { body: lie, headers: genuine.headers };
    case 'old-timestamp':
      return signed(lie, secrets, atMs - LONG_AGO_MS);
    case 'unsigned':
      return { body: lie, headers: {} };
  }
};
