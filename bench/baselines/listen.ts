import type { FastifyInstance } from 'fastify';

/** Serves on any free port of the loopback address and says where, as the server under test does. */
export const listen = async (server: FastifyInstance): Promise<void> => {
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`the baseline listens at ${url}\n`);
  process.on('SIGTERM', () => process.exit(0));
};
