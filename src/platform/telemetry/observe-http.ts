import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

const MS_PER_SECOND = 1_000;

/** Measures every answer under its route's pattern, never under its path: paths hold ids. */
export const observeHttp = (server: FastifyInstance, metrics: Metrics): void => {
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    metrics.http.observe({ method: request.method, route, status }, reply.elapsedTime / MS_PER_SECOND);
    done();
  });
};
