import type { Change } from './tickets.js';

/** One page of a location's changes: those after a cursor, and the cursor that stands behind them. */
export interface FeedPage {
  readonly changes: readonly Change[];
  readonly next: string;
  readonly more: boolean;
}

const CURSOR_MARK = 'changes';

/** A cursor is a position in one location's changes. It is opaque to readers and stays valid for ever. */
export const cursorOf = (location: string, position: number): string =>
  Buffer.from(JSON.stringify([CURSOR_MARK, location, position])).toString('base64url');

/** The position a cursor stands for; undefined when it is not a cursor of this location. */
export const positionOf = (cursor: string, location: string): number | undefined => {
  const position = lastPartOf(Buffer.from(cursor, 'base64url').toString('utf8'));
  // Only what cursorOf itself would write is a cursor; comparing spares a second set of rules.
  return position !== undefined && cursorOf(location, position) === cursor ? position : undefined;
};

const lastPartOf = (written: string): number | undefined => {
  const digits = /,(\d{1,15})\]$/.exec(written)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

export const feedXml = ({ changes, next, more }: FeedPage): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<changes${attributes({ next, more: String(more) })}>`,
    ...changes.map(ticketXml),
    '</changes>',
    '',
  ].join('\n');

const ticketXml = ({ ticketId: id, reference, status, version, at }: Change): string =>
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
