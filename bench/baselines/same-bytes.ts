import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { listen } from './listen.js';

/*
 * Bare Fastify that sends the bytes of a file, whatever it is asked for.
 *   node dist/bench/baselines/same-bytes.js FILE
 */
const body = readFileSync(process.argv[2] ?? '');
const server = fastify();
server.get('/*', async (_request, reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(body),
);
await listen(server);
