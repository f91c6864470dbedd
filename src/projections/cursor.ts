import { z } from 'zod';

/** Where a page ended: rows come by an instant and, where that is the same, by an id. */
export interface Place {
  readonly instant: string;
  readonly id: string;
}

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) ([A-Za-z0-9_]{1,100})$/;

/** What is sent back to continue behind a place. Nobody but `cursor` reads it. */
export const cursorBehind = ({ instant, id }: Place): string =>
  Buffer.from(`${instant} ${id}`, 'utf8').toString('base64url');

const placeIn = (text: string): Place | undefined => {
  const [, instant = '', id = ''] = CURSOR.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  return Number.isNaN(Date.parse(instant)) ? undefined : { instant, id };
};

/** The `next` of the page before, as it came. */
export const cursor = z
  .string()
  .max(300)
  .transform((text, context): Place => {
    const place = placeIn(text);
    if (place !== undefined) return place;
    context.addIssue({ code: 'custom', message: 'must be the `next` of the page before, as it came' });
    return z.NEVER;
  })
  .describe('The `next` of the page before');
