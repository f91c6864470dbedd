import { HttpException } from '@nestjs/common';
import {
  CommandTooLarge,
  EventUnknownToNode,
  LaneBusy,
  LaneConflict,
  LogUnavailable,
  OutcomeUnknown,
} from '../../event-sourcing/index.js';
import { isDatabaseAway } from '../postgres/index.js';
import { Problem } from './problem.js';

const TRY_AGAIN = 'Nothing was changed. Try again in a moment with the same key.';

/** Errors of the HTTP layer itself, by status. */
const HTTP: Readonly<Record<number, { readonly code: string; readonly todo: string }>> = {
  400: { code: 'BODY_MALFORMED', todo: 'Send a body that is well-formed JSON.' },
  404: { code: 'NOT_FOUND', todo: 'See /docs for the routes there are.' },
  413: { code: 'BODY_TOO_LARGE', todo: 'Send a smaller body.' },
  414: { code: 'URL_TOO_LONG', todo: 'See /docs for the routes there are.' },
  415: { code: 'MEDIA_TYPE_UNSUPPORTED', todo: 'Send the body as application/json.' },
};

/** Any error as an answer. What nobody foresaw is a 500 that tells nothing of the inside. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  return problemOfLane(error) ?? problemOfDatabase(error) ?? problemOfHttp(error);
};

const problemOfLane = (error: unknown): Problem | undefined => {
  if (error instanceof LaneBusy) return new Problem(503, 'BUSY', { title: error.message, todo: TRY_AGAIN });
  if (error instanceof LaneConflict) {
    return new Problem(409, 'CONFLICT', { title: error.message, todo: TRY_AGAIN });
  }
  if (error instanceof LogUnavailable) {
    return new Problem(503, 'LOG_UNAVAILABLE', { title: 'The log does not answer.', todo: TRY_AGAIN });
  }
  if (error instanceof OutcomeUnknown) {
    const todo =
      'Repeat the request with the same Idempotency-Key: it tells what became of it and does nothing twice.';
    return new Problem(503, 'OUTCOME_UNKNOWN', { title: 'The log did not answer in time.', todo });
  }
  if (error instanceof CommandTooLarge) {
    const todo = 'Nothing was changed. Ask for less at a time; repeating the request as it is will not help.';
    return new Problem(413, 'COMMAND_TOO_LARGE', { title: error.message, todo });
  }
  if (error instanceof EventUnknownToNode) {
    const todo = 'Try another node, or upgrade this one.';
    return new Problem(503, 'EVENT_UNKNOWN_TO_NODE', { title: error.message, todo });
  }
  return undefined;
};

const problemOfDatabase = (error: unknown): Problem | undefined =>
  isDatabaseAway(error)
    ? new Problem(503, 'DATABASE_UNAVAILABLE', { title: 'PostgreSQL does not answer.', todo: TRY_AGAIN })
    : undefined;

const problemOfHttp = (error: unknown): Problem => {
  if ((error as { code?: unknown } | null)?.code === 'FST_ERR_BAD_URL') {
    return new Problem(400, 'URL_MALFORMED', {
      title: 'The URL is not valid percent-encoded UTF-8.',
      todo: 'Encode what stands in its path.',
    });
  }
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const known = HTTP[status];
  if (known !== undefined && error instanceof Error) {
    return new Problem(status, known.code, { title: error.message, todo: known.todo });
  }
  const todo = 'The fault is on this side and has been logged. Try again with the same key.';
  return new Problem(500, 'FAULT', { title: 'Something went wrong here.', todo });
};

/** Fastify's own errors (a body over the limit, malformed JSON) carry their status. */
const statusOf = (error: unknown): number => {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
};
