import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';
import { complaintOf, phraseOf } from '../complaint.js';
import type { HeldOrder } from '../kitchen/held-orders.js';
import type { Ticket } from '../kitchen/ticket.js';
import type { PosParts } from '../pos-parts.js';
import { callOf, type AtLocation, type Call } from './call.js';
import { refuse, tell } from './pos-answers.js';
import { toldStatus, toldTime } from './told.js';

const SCAN_PAGE_MAX = 200;
/** An order that was accepted, and that no kitchen sees before it is paid. */
export const UNPAID = 'unpaid';

const instant = z.iso.datetime().transform((written): Instant => instantOf(epochMsOf(written)));
const directQuery = z.object({ reference: z.string().min(1) });
const scanQuery = z.object({
  reference: z.undefined({ error: 'this POS has no look-up by reference; scan with from and to' }).optional(),
  from: instant.optional(),
  to: instant.optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(SCAN_PAGE_MAX).default(SCAN_PAGE_MAX),
});
type ScanQuery = z.infer<typeof scanQuery>;

/** One ticket as a look-up tells it. */
interface LookedUp {
  readonly ticketId: string;
  readonly reference: string;
  readonly status: string;
  readonly version: number;
  readonly updatedAt: Instant;
}

/** Finds tickets in the way the account's profile has: by reference, by scanning, or not at all. */
export const lookUp = async (
  parts: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const call = callOf(request);
  switch (call.towards.behaviour.lookup) {
    case 'direct': {
      const query = directQuery.safeParse(request.query);
      if (!query.success) return refuse(reply, 400, 'INVALID_QUERY', phraseOf(complaintOf(query.error)));
      call.reference = query.data.reference;
      return tell(parts, request, reply, { tickets: withReference(parts, call, query.data.reference) });
    }
    case 'scan': {
      const query = scanQuery.safeParse(request.query);
      if (!query.success) return refuse(reply, 400, 'INVALID_QUERY', phraseOf(complaintOf(query.error)));
      return tell(parts, request, reply, scanned(parts, call, query.data));
    }
    case 'none':
      return refuse(reply, 404, 'NO_LOOK_UP', 'this POS cannot be asked for orders');
  }
};

const withReference = (parts: PosParts, call: Call, reference: string): readonly LookedUp[] => {
  const { tickets, held } = parts.book;
  return viewed(parts, call, tickets.withReference(reference), held.withReference(reference));
};

/** Tickets by the time of their last change, oldest first; an inclusive end tells what changed at that very instant. */
const scanned = (parts: PosParts, call: Call, { from, to, after, limit }: ScanQuery) => {
  const { tickets, held } = parts.book;
  const isInclusive = call.towards.behaviour.feed.bounds === 'inclusive';
  const isIn = ({ updatedAt }: LookedUp): boolean =>
    updatedAt >= (from ?? updatedAt) &&
    (to === undefined || updatedAt < to || (isInclusive && updatedAt === to));
  const found = viewed(parts, call, tickets.receivedAfter(), held.all())
    .filter(isIn)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    .filter(ticket => after === undefined || placeOf(ticket) > after);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { tickets: page, next: last !== undefined && found.length > limit ? placeOf(last) : null };
};

const placeOf = ({ updatedAt, ticketId }: LookedUp): string => `${updatedAt}_${ticketId}`;

/** Those of this location that a look-up shows already. */
const viewed = (
  parts: PosParts,
  call: Call,
  tickets: Iterable<Ticket>,
  held: Iterable<HeldOrder>,
): LookedUp[] => {
  const { behaviour } = call.towards;
  const visibleFromMs = parts.network.utcMs() - behaviour.visibilityLagMs;
  const isSeen = (location: string, takenMs: number): boolean =>
    location === call.location && takenMs <= visibleFromMs;
  const shown = [...tickets].filter(ticket => isSeen(ticket.location, takenMsOf(parts, call, ticket)));
  const unpaid = behaviour.listedBeforeShown ? [...held].filter(({ state }) => state === 'held') : [];
  return [
    ...shown.map(ticket => viewOf(parts, call, ticket)),
    ...unpaid
      .filter(({ location, realMs = 0 }) => isSeen(location, realMs))
      .map(order => viewOf(parts, call, { ...order, status: UNPAID, version: 0, updatedAt: order.at })),
  ];
};

/** Since when there is something to see of a ticket. */
const takenMsOf = ({ book }: PosParts, { towards }: Call, { ticketId, receivedMs = 0 }: Ticket): number =>
  towards.behaviour.listedBeforeShown ? (book.held.get(ticketId)?.realMs ?? receivedMs) : receivedMs;

const viewOf = (
  parts: PosParts,
  call: Call,
  told: Pick<Ticket, 'ticketId' | 'order' | 'version' | 'updatedAt'> & { readonly status: string },
): LookedUp => ({
  ticketId: told.ticketId,
  reference: told.order.reference,
  status: toldStatus(parts, call, told.status),
  version: told.version,
  updatedAt: toldTime(parts, call, told.updatedAt),
});
