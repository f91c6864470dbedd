import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { epochMsOf, instantOf, type Instant } from '../../../src/platform/clock/index.js';
import { complaintOf, phraseOf } from '../complaint.js';
import type { PosParts } from '../pos-parts.js';
import { callOf, type AtLocation, type Call } from '../pos/call.js';
import { refuse, tell } from '../pos/pos-answers.js';
import { cursorOf, positionOf } from './cursor.js';
import { feedItems } from './feed-items.js';
import { feedXml } from './feed-xml.js';

const feedQuery = z
  .object({
    after: z.string().optional(),
    since: z.iso
      .datetime()
      .transform((written): Instant => instantOf(epochMsOf(written)))
      .optional(),
    limit: z.coerce.number().int().min(1).optional(),
  })
  .refine(({ after, since }) => after === undefined || since === undefined, {
    path: ['since'],
    message: 'not together with `after`',
  });
type FeedQuery = z.infer<typeof feedQuery>;

/** Where a page begins, or why there is none. */
type Beginning =
  { readonly position: number } | { readonly status: number; readonly code: string; readonly why: string };

/** One page of a location's changes. */
export const tellChanges = async (
  parts: PosParts,
  request: FastifyRequest<AtLocation>,
  reply: FastifyReply,
): Promise<unknown> => {
  const call = callOf(request);
  const query = feedQuery.safeParse(request.query);
  if (!query.success) return refuse(reply, 400, 'INVALID_QUERY', phraseOf(complaintOf(query.error)));
  const { pageSize } = call.towards.behaviour.feed;
  const { limit = pageSize } = query.data;
  if (limit > pageSize) return refuse(reply, 400, 'INVALID_QUERY', `limit: at most ${pageSize}`);
  const beginning = beginningOf(parts, call, query.data);
  if ('status' in beginning) return refuse(reply, beginning.status, beginning.code, beginning.why);
  reply.type('application/xml; charset=utf-8');
  return tell(
    parts,
    request,
    reply,
    pageXml(parts, call, { ...beginning, limit, isResumed: query.data.after !== undefined }),
  );
};

const beginningOf = ({ book, faults }: PosParts, call: Call, { after, since }: FeedQuery): Beginning => {
  const { location } = call;
  if (since !== undefined) return { position: book.changes.positionSince(location, since) };
  if (after === undefined) return { position: 0 };
  const position = positionOf(after, location);
  if (position === undefined) {
    return { status: 400, code: 'UNKNOWN_CURSOR', why: 'after: not a cursor of this location' };
  }
  const lost = faults.strike('cursor-lost', call);
  const behind = book.changes.countOf(location) - position;
  if (lost === undefined || (lost.keeps !== undefined && behind <= lost.keeps)) return { position };
  return { status: 410, code: 'CURSOR_EXPIRED', why: 'after: no longer known; begin again with `since`' };
};

interface PageAsked {
  readonly position: number;
  readonly limit: number;
  readonly isResumed: boolean;
}

const pageXml = (parts: PosParts, call: Call, { position, limit, isResumed }: PageAsked): string => {
  const { changes } = parts.book;
  const { location, towards } = call;
  // An inclusive edge comes on top of the page, or a page of one would never get on.
  const again = isResumed && towards.behaviour.feed.bounds === 'inclusive' ? Math.min(1, position) : 0;
  const page = changes.from(location, position - again, limit + again);
  const reached = position - again + page.length;
  return feedXml({
    changes: feedItems(parts, call, page),
    next: cursorOf(location, Math.max(position, reached)),
    more: reached < changes.countOf(location),
  });
};
