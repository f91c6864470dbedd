import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf, type Principal } from '../identity/index.js';
import { Problem } from '../problem/index.js';

/** What a command's request says beside its body. */
export interface Request {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

const KEY = /^[\x21-\x7e]{1,200}$/;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The request of a command. It must carry an Idempotency-Key, so that repeating it after a lost answer is safe. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Request => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) throw keyProblem(key);
  const { traceparent } = request.headers;
  return {
    principal: principalOf(request),
    idempotencyKey: key,
    correlationId: request.id,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined,
  };
});

const keyProblem = (key: string | string[] | undefined): Problem =>
  new Problem(400, key === undefined ? 'IDEMPOTENCY_KEY_REQUIRED' : 'IDEMPOTENCY_KEY_INVALID', {
    title:
      key === undefined
        ? 'The header Idempotency-Key is missing.'
        : 'The header Idempotency-Key is not 1 to 200 visible ASCII characters.',
    todo: 'Send a fresh UUID for each new command, and the same one when you repeat it.',
  });
