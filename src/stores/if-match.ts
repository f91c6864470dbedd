import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../platform/problem/index.js';

const TAG = '(?:W/)?"[\\x21\\x23-\\x7e]*"';
const TAGS = new RegExp(`^\\s*${TAG}(?:\\s*,\\s*${TAG})*\\s*$`);
/** A tag of ours is a revision. A weak one, as a proxy may make of it, is no ground to replace anything. */
const STORE_TAG = /(?<!W\/)"(\d{1,19})"/g;

/** The revisions that an If-Match names; undefined where there is no such header, or it is for any revision. */
export const revisionsIn = (ifMatch: string | undefined): readonly bigint[] | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  if (!TAGS.test(ifMatch)) throw malformed();
  return [...ifMatch.matchAll(STORE_TAG)].map(([, revision = '']) => BigInt(revision));
};

/** The revisions of a store that a request may replace. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  revisionsIn(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

const malformed = (): Problem =>
  new Problem(400, 'IF_MATCH_INVALID', {
    title: 'The header If-Match is no list of entity tags.',
    todo: 'Send the ETag of the store as you have read it, with its quotation marks, or leave the header out.',
  });
