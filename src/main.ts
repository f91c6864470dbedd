import 'reflect-metadata';
import { AppModule } from './app.module.js';
import { systemTime } from './platform/clock/index.js';
import { ConfigInvalid, readConfig } from './platform/config/index.js';
import { EmbeddedPostgresError, startEmbeddedPostgres } from './platform/embedded-postgres/index.js';
import { armFailpoint } from './platform/failpoints/index.js';
import { createServer } from './server.js';

/** Longest that a stopping server may take; past it the process ends hard and what is unfinished is found at the next start. */
const STOP_WITHIN_MS = 15_000;

const main = async (): Promise<void> => {
  const config = readConfig(process.env);
  if (config.failpoint !== undefined) armFailpoint(config.failpoint);
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log: tell })
      : undefined;
  try {
    const server = await createServer(AppModule.for(config, config.databaseUrl ?? embedded?.url ?? ''));
    await server.listen(config.port, config.host);
    tell(`rushline listens at ${await server.getUrl()}`);
    await untilToldToStop();
    systemTime.after(STOP_WITHIN_MS, () => process.exit(1));
    await server.close();
  } finally {
    await embedded?.stop();
  }
};

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const untilToldToStop = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });

/** What went wrong in one line, with what to do about it. */
const complaintOf = (error: unknown): string => {
  if (error instanceof ConfigInvalid) return `the configuration is not valid:\n${error.message}`;
  if (error instanceof EmbeddedPostgresError) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'EADDRINUSE') return `${message}: stop what listens there, or set PORT to another port`;
  if (code === 'ECONNREFUSED') {
    return `PostgreSQL does not answer (${message}): start it, or correct DATABASE_URL`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`rushline cannot start: ${complaintOf(error)}\n`);
    process.exit(1);
  },
);
