import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { ChangesPage } from '../pos-port.js';
import { posStatus, posWord } from './pos-text.js';

/** Tickets a page may hold; more is no page of ours. */
const PAGE_TICKETS_MAX = 1_000;

const page = z.object({
  changes: z.object({
    next: z.string().min(1),
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
 * Reads a page of the change feed. Throws when it is not one; a document that declares its own entities never is. A
 * ticket that says nothing sensible is counted and passed over: it must not hold up the tickets behind it.
 */
export const readChangeFeed = (xml: string): ChangesPage => {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) {
    throw new Error('the feed declares a document type, which no feed of ours does');
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(`the feed is not well-formed: ${validity.err.msg}`);
  const { changes } = page.parse(parser.parse(xml));
  const read = changes.ticket.map(one => ticket.safeParse(one));
  return {
    next: changes.next,
    more: changes.more === 'true',
    changes: read.flatMap(({ data }) => (data === undefined ? [] : [data])),
    unreadable: read.filter(({ success }) => !success).length,
  };
};
