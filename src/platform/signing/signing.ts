import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed: bytes as they travel, never what was read out of them, and the second at which they were signed. */
export interface Signable {
  readonly body: Uint8Array;
  /** Seconds since 1970, in digits. */
  readonly timestamp: string;
}

export type SigningSecret = string | Uint8Array;

/** A verdict on a message: genuine, or why it is not to be believed. */
export type Verdict = 'genuine' | 'malformed' | 'outside-window' | 'forged';

export interface Expectations {
  /** Every secret that is active; while one is being replaced there are two. */
  readonly secrets: readonly SigningSecret[];
  readonly nowSeconds: number;
  /** How far its timestamp may be from now, in either direction. */
  readonly windowSeconds?: number;
}

/** How old, or how far ahead, a signed message may be before it counts as replayed. */
export const REPLAY_WINDOW_SECONDS = 300;
const SCHEME = 'v1';
const SIGNATURE = /^v1=([\da-f]{64})$/;
const DIGITS = /^\d{1,12}$/;
/** Signatures of one message that are looked at; nobody honest sends more. */
const SIGNATURES_MAX = 4;

/** One signature per active secret, `v1=<hex>` joined by commas: HMAC-SHA256 over `timestamp.body`. */
export const signaturesOf = (message: Signable, secrets: readonly SigningSecret[]): string =>
  secrets.map(secret => `${SCHEME}=${digestOf(message, secret).toString('hex')}`).join(',');

/** Judges a message by its raw bytes. How long the comparing takes tells nothing of where a signature differs. */
export const verify = (
  { body, timestamp, signatures }: Signable & { readonly signatures: string },
  { secrets, nowSeconds, windowSeconds = REPLAY_WINDOW_SECONDS }: Expectations,
): Verdict => {
  const given = digestsIn(signatures);
  if (!DIGITS.test(timestamp) || given.length === 0) return 'malformed';
  const expected = secrets.map(secret => digestOf({ body, timestamp }, secret));
  // Every pair is compared, so that a match with the first tells no less time than one with the last.
  const matches = expected.flatMap(wanted => given.map(digest => timingSafeEqual(wanted, digest)));
  if (!matches.includes(true)) return 'forged';
  return Math.abs(nowSeconds - Number(timestamp)) > windowSeconds ? 'outside-window' : 'genuine';
};

const digestOf = ({ body, timestamp }: Signable, secret: SigningSecret): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();

/** The signatures of the scheme we know; a sender may add others. */
const digestsIn = (signatures: string): readonly Buffer[] =>
  signatures
    .split(',', SIGNATURES_MAX)
    .map(text => SIGNATURE.exec(text.trim())?.[1])
    .flatMap(hex => (hex === undefined ? [] : [Buffer.from(hex, 'hex')]));
