import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem-of.js';
import type { Problem } from './problem.js';

/** Seconds a client is asked to wait before it repeats a request that met a fault. */
const RETRY_AFTER_SECONDS = 1;

/** The one place where an error becomes an answer: application/problem+json with a stable code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

const logger = new Logger('Problem');

/** Answers an error as a problem, whether a route or the router met it. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const problem = problemOf(error);
  if (problem.status >= 500) logger.error({ err: error, requestId: request.id, code: problem.code });
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  void reply.status(problem.status).type('application/problem+json').send(bodyOf(problem, request));
};

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
