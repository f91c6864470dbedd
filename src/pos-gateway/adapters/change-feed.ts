import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { ChangesPage } from '../pos-port.js';
import { posWord } from './pos-text.js';

/** Tickets a page may hold; more is no page of ours. */
const PAGE_TICKETS_MAX = 1_000;

const page = z.object({
  changes: z.object({
    next: z.string().min(1),
    more: z.enum(['true', 'false']),
    ticket: z
      .array(
        z.object({
          id: posWord,
          reference: z.string(),
          status: posWord,
          version: z.string().regex(/^\d{1,9}$/),
          at: posWord,
        }),
      )
      .max(PAGE_TICKETS_MAX)
      .default([]),
  }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  isArray: name => name === 'ticket',
});

/** The kitchen's words, translated; a word not in here passes as it is. */
const STATUSES: ReadonlyMap<string, string> = new Map([['preparing', 'in-preparation']]);

/** Reads a page of the change feed. Throws when it is not one; a document that declares its own entities never is. */
export const readChangeFeed = (xml: string): ChangesPage => {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) {
    throw new Error('the feed declares a document type, which no feed of ours does');
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(`the feed is not well-formed: ${validity.err.msg}`);
  const { changes } = page.parse(parser.parse(xml));
  return {
    next: changes.next,
    more: changes.more === 'true',
    changes: changes.ticket.map(({ id, reference, status, version, at }) => ({
      ticketId: id,
      orderId: reference,
      status: STATUSES.get(status) ?? status,
      version: Number(version),
      at,
    })),
  };
};
