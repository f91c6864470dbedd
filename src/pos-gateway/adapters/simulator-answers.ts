import { z } from 'zod';
import type { DeliverOutcome, FindOutcome, VoidOutcome } from '../pos-port.js';
import { posSpeech, posStatus, posWord } from './pos-text.js';

/** An answer as it came, whole. */
export interface Exchange {
  readonly status: number;
  readonly text: string;
}

const OK = 200;
const CREATED = 201;
const TOO_MANY_REQUESTS = 429;

const acceptedAnswer = z.object({ ticketId: posWord, reference: z.string() });
const voidedAnswer = z.object({ ticketId: posWord, status: z.literal('voided') });
const refusedAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const foundAnswer = z.object({
  tickets: z.array(z.object({ ticketId: posWord, reference: z.string(), status: posStatus })),
});

/** Accepted only when the answer names a ticket and our own order; rejected only when the POS says so in its words. */
export const deliverOutcome = (orderId: string, { status, text }: Exchange): DeliverOutcome => {
  const answer = parsed(text);
  const accepted = acceptedAnswer.safeParse(answer);
  if (status === CREATED && accepted.success && accepted.data.reference === orderId) {
    return { kind: 'accepted', ticketId: accepted.data.ticketId };
  }
  const refused = refusalIn(status, answer);
  return refused === undefined ? withoutWord(status) : { kind: 'rejected', ...refused };
};

/** Voided only when the answer says so of this ticket; refused only when the POS says so in its words. */
export const voidOutcome = (ticketId: string, { status, text }: Exchange): VoidOutcome => {
  const answer = parsed(text);
  const voided = voidedAnswer.safeParse(answer);
  if (status === OK && voided.success && voided.data.ticketId === ticketId) return { kind: 'voided' };
  const refused = refusalIn(status, answer);
  return refused === undefined
    ? withoutWord(status)
    : { kind: 'refused', reason: posSpeech(`${refused.code}: ${refused.reason}`) };
};

/** Throws where the answer is no list of tickets. */
export const findOutcome = (
  wanted: { readonly orderId: string; readonly ticketId: string | undefined },
  { status, text }: Exchange,
): FindOutcome => {
  if (status !== OK) return { kind: 'cannot-tell', why: `the look-up answered ${status}` };
  const ticket = foundAnswer
    .parse(JSON.parse(text))
    .tickets.find(
      ({ reference, ticketId }) => reference === wanted.orderId && ticketId === (wanted.ticketId ?? ticketId),
    );
  return ticket === undefined
    ? { kind: 'absent' }
    : { kind: 'found', ticketId: ticket.ticketId, status: ticket.status };
};

const refusalIn = (status: number, answer: unknown): { code: string; reason: string } | undefined => {
  const refused = refusedAnswer.safeParse(answer);
  if (status === TOO_MANY_REQUESTS || status < 400 || status >= 500 || !refused.success) return undefined;
  const { code, message } = refused.data.error;
  return { code: posSpeech(code), reason: posSpeech(message) };
};

/** What an answer without a word on the matter comes to. */
const withoutWord = (
  status: number,
): Extract<DeliverOutcome & VoidOutcome, { kind: 'not-sent' | 'unknown' }> =>
  status === TOO_MANY_REQUESTS
    ? { kind: 'not-sent', proof: 'the POS refused it for its rate limit' }
    : { kind: 'unknown', why: `the POS answered ${status} in a way that says nothing` };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
