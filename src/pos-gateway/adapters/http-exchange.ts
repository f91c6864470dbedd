import type { Dispatcher } from 'undici';
import { NotAdmitted, type PosAnswer } from '../traffic/index.js';

/** Longest answer that is read; a longer one is cut off and says nothing. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/** Failures that come before any byte of the request has left. */
const BEFORE_SENDING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the POS refused the connection',
  ENOTFOUND: 'the POS’s name is not known',
  EAI_AGAIN: 'the POS’s name could not be looked up',
  EHOSTUNREACH: 'the POS’s host cannot be reached',
  ENETUNREACH: 'the POS’s network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'no connection to the POS came about in time',
};

/** How we know that nothing was sent; undefined when we do not. */
export const notSentProof = (error: unknown): string | undefined => {
  if (error instanceof NotAdmitted) return error.proof;
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string' && Object.hasOwn(BEFORE_SENDING, code)) return BEFORE_SENDING[code];
  // A host with several addresses fails with all their errors at once: each of them must be a proof.
  if (!(error instanceof AggregateError) || error.errors.length === 0) return undefined;
  const proofs = error.errors.map(notSentProof);
  return proofs.every(proof => proof !== undefined) ? proofs[0] : undefined;
};

/** The whole body as text. Throws when it is longer than the bound or breaks off. */
export const readBounded = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** What an answer says to those who pace our calls. */
export const trafficWordsOf = ({ statusCode, headers }: Dispatcher.ResponseData): PosAnswer => ({
  status: statusCode,
  retryAfter: headerIn(headers['retry-after']),
  date: headerIn(headers['date']),
});

const headerIn = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];
