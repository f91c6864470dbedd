import type { FastifyInstance } from 'fastify';
import { faultOrderSchema } from '../faults/fault-orders.js';
import { portState, type AdminParts } from './admin-parts.js';
import { invalid, problem } from './problems.js';

export const faultRoutes = (app: FastifyInstance, parts: AdminParts): void => {
  const { faults } = parts;
  app.get('', async () => ({ faults: faults.list() }));

  app.post('', async (request, reply) => {
    const order = faultOrderSchema.safeParse(request.body);
    if (!order.success) return invalid(reply, order.error);
    return reply.code(201).send({ id: await faults.add(order.data), pos: portState(parts) });
  });

  app.delete<{ Params: { id: string } }>('/:id', async (request, reply) => {
    if (!(await faults.remove(request.params.id))) return problem(reply, 404, 'no such fault');
    return { removed: 1, pos: portState(parts) };
  });

  app.delete('', async () => ({ removed: await faults.clear(), pos: portState(parts) }));
};
