import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Logger } from 'nestjs-pino';
import { systemRandom } from './platform/ids/index.js';
import { answerError, validation } from './platform/problem/index.js';
import { keepRawBodies } from './platform/requests/index.js';
import { Metrics, observeHttp } from './platform/telemetry/index.js';

/** Largest body of a request. An order of 200 lines stays well below it. */
const BODY_BYTES_MAX = 256 * 1024;
const CORRELATION_ID = /^[\w.:-]{1,100}$/;

/** Puts the application behind HTTP: validation, problem answers, measurements and /docs. It does not listen yet. */
export const createServer = async (app: DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    frameworkErrors: answerError,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-correlation-id'];
      return typeof given === 'string' && CORRELATION_ID.test(given) ? given : systemRandom.uuid();
    },
  });
  const server = await NestFactory.create<NestFastifyApplication>(app, adapter, {
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
    // Fastify reads JSON by itself. Nest would also read forms, which any page of another site can send.
    bodyParser: false,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  keepRawBodies(adapter.getInstance());
  server.useGlobalPipes(validation());
  observeHttp(adapter.getInstance(), server.get(Metrics));
  letGoWhenClosing(adapter.getInstance());
  const openApi = SwaggerModule.createDocument(server, describeApi());
  SwaggerModule.setup('docs', server, openApi);
  // Nest tells every route it maps; from here on the log is ours.
  await server.init();
  server.useLogger(server.get(Logger));
  return server;
};

/**
 * A connection whose request began before the closing would be kept alive behind its answer, and the closing would wait
 * for it: so the answer says that it is the last one.
 */
const letGoWhenClosing = (fastify: FastifyInstance): void => {
  let closing = false;
  fastify.addHook('preClose', async () => {
    closing = true;
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
};

const describeApi = () =>
  new DocumentBuilder()
    .setTitle('Rushline')
    .setDescription(
      'Pickup timeslots: availability, holds, orders. Errors are application/problem+json with a stable `code`.',
    )
    .setVersion('1')
    .build();
