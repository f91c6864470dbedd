import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { accountRoutes } from './account-routes.js';
import { portState, type AdminParts } from './admin-parts.js';
import { clockRoutes } from './clock-routes.js';
import { faultRoutes } from './fault-routes.js';
import { orderRoutes } from './order-routes.js';
import { problem } from './problems.js';
import { requestRoutes } from './request-routes.js';
import { ticketRoutes } from './ticket-routes.js';
import { webhookRoutes } from './webhook-routes.js';

/** The simulator behind the scenes: what its ledger says, its clock, its accounts and its faults. */
export const adminApi = (parts: AdminParts): FastifyInstance => {
  const app = fastify();
  app.setErrorHandler((error: FastifyError, _, reply) =>
    problem(reply, error.statusCode ?? 500, error.message),
  );
  app.setNotFoundHandler((_, reply) => problem(reply, 404, 'no such route'));
  // The judge says only what is on disk.
  app.addHook('onSend', () => parts.ledger.durable());
  app.get('/admin/health', async () => ({ status: 'ok', pos: portState(parts) }));
  const routesUnder = {
    '/admin': [ticketRoutes, orderRoutes, accountRoutes],
    '/admin/requests': [requestRoutes],
    '/admin/clock': [clockRoutes],
    '/admin/faults': [faultRoutes],
    '/admin/webhooks': [webhookRoutes],
  };
  for (const [prefix, rooms] of Object.entries(routesUnder)) {
    for (const room of rooms) app.register(async routes => room(routes, parts), { prefix });
  }
  return app;
};
