import { z } from 'zod';
import type { DeliverOutcome, FindOutcome, VoidOutcome } from '../pos-port.js';
import type { PosAnswer } from '../traffic/index.js';
import { posSpeech, posStatus, posWord } from './pos-text.js';

/** An answer as it came, whole. */
export interface Exchange extends PosAnswer {
  readonly text: string;
}

const OK = 200;
const CREATED = 201;

/** Statuses of a door that is shut before anybody looks at what was asked. */
const TURNED_AWAY: Readonly<Record<number, string>> = {
  401: 'the POS does not let our account in',
  403: 'the POS does not let our account in',
  429: 'the POS refused it for its rate limit',
};

const acceptedAnswer = z.object({ ticketId: posWord, reference: z.string() });
const voidedAnswer = z.object({ ticketId: posWord, status: z.literal('voided') });
const refusedAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const listAnswer = z.object({
  tickets: z.array(
    z.object({
      ticketId: posWord,
      reference: z.string(),
      status: posStatus,
      version: z.int().min(0),
      updatedAt: posWord,
    }),
  ),
  /** Where the next page begins, of a list in pages. */
  next: z.string().min(1).nullable().default(null),
});
export type TicketList = z.infer<typeof listAnswer>;

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
export const ticketsIn = ({ status, text }: Exchange): TicketList => {
  if (status !== OK) throw new Error(`the look-up answered ${status}`);
  return listAnswer.parse(JSON.parse(text));
};

/** The ticket of an order, of several the one that is named, as the newest of these lists has it. */
export const findIn = (
  { orderId, ticketId: named }: { readonly orderId: string; readonly ticketId: string | undefined },
  lists: readonly TicketList[],
): FindOutcome => {
  const [first, ...others] = lists
    .flatMap(({ tickets }) => tickets)
    .filter(({ reference, ticketId }) => reference === orderId && ticketId === (named ?? ticketId));
  if (first === undefined) return { kind: 'absent' };
  // A list in pages shows a ticket twice that changes meanwhile.
  const { ticketId, status, version, updatedAt } = others.reduce(
    (newest, other) =>
      other.ticketId === newest.ticketId && other.version > newest.version ? other : newest,
    first,
  );
  return { kind: 'found', ticketId, status, version, at: updatedAt };
};

const refusalIn = (status: number, answer: unknown): { code: string; reason: string } | undefined => {
  const refused = refusedAnswer.safeParse(answer);
  const isFinal = status >= 400 && status < 500 && !Object.hasOwn(TURNED_AWAY, status);
  if (!isFinal || !refused.success) return undefined;
  const { code, message } = refused.data.error;
  return { code: posSpeech(code), reason: posSpeech(message) };
};

/** What an answer without a word on the matter comes to. */
const withoutWord = (
  status: number,
): Extract<DeliverOutcome & VoidOutcome, { kind: 'not-sent' | 'unknown' }> => {
  const proof = TURNED_AWAY[status];
  return proof === undefined
    ? { kind: 'unknown', why: `the POS answered ${status} in a way that says nothing` }
    : { kind: 'not-sent', proof };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
