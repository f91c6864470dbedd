import type { FastifyReply } from 'fastify';

export const POSITION_HEADER = 'rushline-position';

export const asEtag = (revision: bigint): string => `"${revision}"`;

/** A position as clients see it: opaque, and carrying the log it belongs to. */
export const positionHeader = (logId: string, position: bigint): string => `${logId}:${position}`;

interface Accepted {
  readonly events: readonly unknown[];
  readonly revision: bigint;
  readonly position: bigint;
}

/** Says how fresh a command's answer is: the revision it left, and the position to ask read models for. */
export const answerHeaders = (
  reply: FastifyReply,
  logId: string,
  { events, revision, position }: Accepted,
): void => {
  void reply.header(POSITION_HEADER, positionHeader(logId, position));
  // Where nothing was recorded, the revision is the whole stream's, and no tag of the thing asked for.
  if (events.length > 0) void reply.header('etag', asEtag(revision));
};
