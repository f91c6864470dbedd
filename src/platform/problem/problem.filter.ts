import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventUnknownToNode, LaneBusy, LaneConflict, OutcomeUnknown } from '../../event-sourcing/index.js';
import { Problem } from './problem.js';

/** Seconds a client is asked to wait before it repeats a request that met a fault. */
const RETRY_AFTER_SECONDS = 1;

const TITLES: Readonly<Record<number, { code: string; todo: string }>> = {
  400: { code: 'BODY_MALFORMED', todo: 'Send a body that is well-formed JSON.' },
  404: { code: 'NOT_FOUND', todo: 'See /docs for the routes there are.' },
  413: { code: 'BODY_TOO_LARGE', todo: 'Send a smaller body.' },
  415: { code: 'MEDIA_TYPE_UNSUPPORTED', todo: 'Send the body as application/json.' },
};

/** The one place where an error becomes an answer: application/problem+json with a stable code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.logger.error({ err: error, requestId: request.id, code: problem.code });
    const reply = http.getResponse<FastifyReply>();
    if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
    void reply.status(problem.status).type('application/problem+json').send(bodyOf(problem, request));
  }
}

const bodyOf = (
  { status, code, words: { title, todo, facts } }: Problem,
  request: FastifyRequest,
): object => ({
  type: `urn:rushline:problem:${code.toLowerCase().replaceAll('_', '-')}`,
  status,
  code,
  title,
  detail: todo,
  requestId: request.id,
  ...facts,
});

const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof LaneBusy) {
    return new Problem(503, 'BUSY', {
      title: error.message,
      todo: 'Nothing was changed. Try again in a moment with the same key.',
    });
  }
  if (error instanceof OutcomeUnknown) {
    const todo =
      'Repeat the request with the same Idempotency-Key: it tells what became of it and does nothing twice.';
    return new Problem(503, 'OUTCOME_UNKNOWN', { title: 'The log did not answer in time.', todo });
  }
  if (error instanceof LaneConflict) {
    return new Problem(409, 'CONFLICT', {
      title: error.message,
      todo: 'Nothing was changed. Try again with the same key.',
    });
  }
  if (error instanceof EventUnknownToNode) {
    return new Problem(503, 'EVENT_UNKNOWN_TO_NODE', {
      title: error.message,
      todo: 'Try another node, or upgrade this one.',
    });
  }
  return problemOfHttp(error);
};

const problemOfHttp = (error: unknown): Problem => {
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const known = TITLES[status];
  if (known === undefined || !(error instanceof Error)) {
    const todo = 'The fault is on this side and has been logged. Try again with the same key.';
    return new Problem(500, 'FAULT', { title: 'Something went wrong here.', todo });
  }
  return new Problem(status, known.code, { title: error.message, todo: known.todo });
};

/** Fastify's own errors (a body over the limit, malformed JSON) carry their status. */
const statusOf = (error: unknown): number => {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
};
