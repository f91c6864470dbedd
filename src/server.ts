import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import { Logger } from 'nestjs-pino';
import { systemRandom } from './platform/ids/index.js';
import { validation } from './platform/problem/index.js';
import { Metrics, observeHttp } from './platform/telemetry/index.js';

/** Largest body of a request. An order of 200 lines stays well below it. */
const BODY_BYTES_MAX = 256 * 1024;
const CORRELATION_ID = /^[\w.:-]{1,100}$/;

/** Puts the application behind HTTP: validation, problem answers, measurements and /docs. It does not listen yet. */
export const createServer = async (app: DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-correlation-id'];
      return typeof given === 'string' && CORRELATION_ID.test(given) ? given : systemRandom.uuid();
    },
  });
  const server = await NestFactory.create<NestFastifyApplication>(app, adapter, {
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  server.useGlobalPipes(validation());
  observeHttp(server.getHttpAdapter().getInstance(), server.get(Metrics));
  const openApi = SwaggerModule.createDocument(server, describeApi());
  SwaggerModule.setup('docs', server, openApi);
  // Nest tells every route it maps; from here on the log is ours.
  await server.init();
  server.useLogger(server.get(Logger));
  return server;
};

const describeApi = () =>
  new DocumentBuilder()
    .setTitle('Rushline')
    .setDescription(
      'Pickup timeslots: availability, holds, orders. Errors are application/problem+json with a stable `code`.',
    )
    .setVersion('1')
    .build();
