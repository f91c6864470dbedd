import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem-of.js';
import type { Problem } from './problem.js';

/** Seconds a client is asked to wait before it repeats a request that met a fault. */
const RETRY_AFTER_SECONDS = 1;

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
