import { NEVER, tagOf, type PreparedAnswer } from './prepared-answers.js';

/** One of many days that were asked for; `answer` is undefined where there is no such store. */
export interface AskedDay {
  readonly storeId: string;
  readonly businessDate: string;
  readonly answer: PreparedAnswer | undefined;
}

/** Many days in one answer, and what it is made of. */
export interface ManyDays {
  readonly etag: string;
  /** The body is only put together where it is sent. */
  readonly body: () => Buffer;
}

const COMMA = Buffer.from(',');

/**
 * Puts prepared answers side by side as they are: none is read or written again. The tag is made of theirs, and like
 * theirs it changes whenever the body does.
 */
export const manyDays = (days: readonly AskedDay[]): ManyDays => {
  const parts = days.map(({ answer, ...asked }) => answer ?? unknownStore(asked));
  const ends = parts.map(({ validUntil }) => validUntil).reduce((a, b) => (a < b ? a : b), NEVER);
  const tail = Buffer.from(ends === NEVER ? ']}' : `],"validUntil":${JSON.stringify(ends)}}`);
  return {
    etag: tagOf(parts.map(({ etag }) => etag).join()),
    body: () => {
      const pieces = parts.flatMap(({ body }, n) => (n === 0 ? [body] : [COMMA, body]));
      return Buffer.concat([Buffer.from('{"days":['), ...pieces, tail]);
    },
  };
};

const unknownStore = (asked: Omit<AskedDay, 'answer'>): PreparedAnswer => {
  const body = Buffer.from(JSON.stringify({ ...asked, code: 'STORE_UNKNOWN' }));
  return { body, etag: tagOf(body), validUntil: NEVER };
};
