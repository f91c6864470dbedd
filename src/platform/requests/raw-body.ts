import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Set where a route wants the bytes of its body as they came, for what was made of them proves nothing. */
const RAW = 'rawBody';

/** The route gets its JSON body as a Buffer, not read by anybody. */
export const RawBody = () => RouteConfig({ [RAW]: true });

/** Reads JSON as before, but for routes that want the bytes. */
export const keepRawBodies = (fastify: FastifyInstance): void => {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (wantsRaw(request)) done(null, body);
    else void parse(request, body.toString('utf8'), done);
  });
};

const wantsRaw = ({ routeOptions }: FastifyRequest): boolean => RAW in routeOptions.config;

/** The bytes of such a body; none where the request had none. */
export const rawBodyOf = ({ body }: FastifyRequest): Uint8Array =>
  Buffer.isBuffer(body) ? body : Buffer.alloc(0);
