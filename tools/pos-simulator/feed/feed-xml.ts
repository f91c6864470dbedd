import type { Change } from './changes.js';

/** A change as it is told; its status is whatever word the POS uses. */
export type FeedItem = Omit<Change, 'status'> & { readonly status: string };

/** One page of a location's changes: those after a cursor, and the cursor that stands behind them. */
export interface FeedPage {
  readonly changes: readonly FeedItem[];
  readonly next: string;
  readonly more: boolean;
}

export const feedXml = ({ changes, next, more }: FeedPage): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<changes${attributes({ next, more: String(more) })}>`,
    ...changes.map(ticketXml),
    '</changes>',
    '',
  ].join('\n');

const ticketXml = ({ ticketId: id, reference, status, version, at }: FeedItem): string =>
  `  <ticket${attributes({ id, reference, status, version: String(version), at })}/>`;

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, found => ENTITIES[found] ?? found);
