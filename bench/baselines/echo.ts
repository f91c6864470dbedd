import fastify from 'fastify';
import { listen } from './listen.js';

/*
 * The least that a request can cost here: bare Fastify that answers a POST with its own body.
 *   node dist/bench/baselines/echo.js
 */
const server = fastify();
server.post('/stores/:store/days/:day/holds', async ({ body }, reply) => reply.status(201).send(body));
await listen(server);
