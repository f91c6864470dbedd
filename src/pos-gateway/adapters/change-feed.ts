import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { PageRefused, type ChangesPage } from '../pos-port.js';
import { posStatus, posWord } from './pos-text.js';
import { screenXml } from './screen-xml.js';

/** Tickets a page may hold; more is no page of ours. */
const PAGE_TICKETS_MAX = 1_000;

/** The longest cursor a page may name. */
const CURSOR_CHARS_MAX = 4_096;

/** No table could keep a control character. */
const isKeepable = (text: string): boolean => text.search(/\p{Cc}/u) < 0;

const page = z.object({
  changes: z.object({
    next: z.string().min(1).max(CURSOR_CHARS_MAX).refine(isKeepable, 'holds control characters'),
    more: z.enum(['true', 'false']),
    ticket: z.array(z.unknown()).max(PAGE_TICKETS_MAX).default([]),
  }),
});

const ticket = z
  .object({
    id: posWord,
    reference: z.string(),
    status: posStatus,
    version: z.string().regex(/^\d{1,9}$/),
    at: posWord,
  })
  .transform(({ id, reference, status, version, at }) => ({
    ticketId: id,
    orderId: reference,
    status,
    version: Number(version),
    at,
  }));

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  isArray: name => name === 'ticket',
});

/**
 * Reads a page of the change feed. Throws PageRefused when it is not one; a document made to harm its reader never is. A
 * ticket that says nothing sensible is counted and passed over: it must not hold up the tickets behind it.
 */
export const readChangeFeed = (xml: string): ChangesPage => {
  screenXml(xml);
  const { changes } = pageIn(xml);
  const read = changes.ticket.map(one => ticket.safeParse(one));
  return {
    next: changes.next,
    more: changes.more === 'true',
    changes: read.flatMap(({ data }) => (data === undefined ? [] : [data])),
    unreadable: read.filter(({ success }) => !success).length,
  };
};

const pageIn = (xml: string): z.infer<typeof page> => {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new PageRefused(`the feed is not well-formed: ${validity.err.msg}`);
  const read = page.safeParse(parser.parse(xml));
  if (!read.success) throw new PageRefused(`the feed is no page of changes: ${read.error.message}`);
  return read.data;
};
