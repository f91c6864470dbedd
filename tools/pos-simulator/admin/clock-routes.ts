import type { FastifyInstance } from 'fastify';
import { clockSegmentSchema } from '../clock-keeper.js';
import type { AdminParts } from './admin-parts.js';
import { invalid, problem } from './problems.js';

export const clockRoutes = (app: FastifyInstance, { keeper, timers, requests }: AdminParts): void => {
  app.get('', async () => ({
    segment: keeper.clock.segment,
    now: keeper.clock.now(),
    nextPending: timers.next() ?? null,
    busy: requests.busy,
  }));

  app.post('/segments', async (request, reply) => {
    const segment = clockSegmentSchema.safeParse(request.body);
    if (!segment.success) return invalid(reply, segment.error);
    const result = keeper.adopt(segment.data);
    if (result.outcome === 'refused') return problem(reply, 409, result.why);
    return { outcome: result.outcome, segment: keeper.clock.segment, now: keeper.clock.now() };
  });
};
