import type { FastifyReply } from 'fastify';

export const POSITION_HEADER = 'rushline-position';

export const asEtag = (revision: bigint): string => `"${revision}"`;

/** A position as clients see it: opaque, and carrying the log it belongs to. */
export const positionHeader = (logId: string, position: bigint): string => `${logId}:${position}`;

/** Says how fresh a command's answer is: the revision it left, and the position to ask read models for. */
export const answerHeaders = (
  reply: FastifyReply,
  logId: string,
  { revision, position }: { readonly revision: bigint; readonly position: bigint },
): void => {
  void reply.header('etag', asEtag(revision)).header(POSITION_HEADER, positionHeader(logId, position));
};
