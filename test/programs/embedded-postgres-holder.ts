import { rmSync } from 'node:fs';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';

/*
 * Runs an embedded PostgreSQL for as long as its standard input is open:
 *   node dist/test/programs/embedded-postgres-holder.js DATA_DIR [PORT]
 * It tells each thing as one line of JSON: {log}, {url, port, dataDir}, {error}. The end of standard input stops
 * it; as the system closes that pipe however the parent ends, nothing is left behind even by a killed parent.
 * With REMOVE_FOLDER set, that folder and the data go with it. With FORGET set it starts the server and does
 * nothing more, neither wait nor stop.
 */
const say = (message: object): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

/** A parent that is gone does not read; what is left to do must be done all the same. */
process.stdout.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.stdin.destroy());
}

const remove = (folder: string | undefined): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
};

const inputClosed = new Promise<void>(resolve => {
  process.stdin.on('close', () => resolve()).resume();
});

const [dataDir = '', port] = process.argv.slice(2);
const { REMOVE_FOLDER: folderToRemove } = process.env;
try {
  const log = (line: string): void => say({ log: line });
  const options = { dataDir, log, ...(port === undefined ? {} : { port: Number(port) }) };
  const postgres = await startEmbeddedPostgres(options);
  say({ url: postgres.url, port: postgres.port, dataDir: postgres.dataDir });
  if (process.env.FORGET === undefined) {
    await inputClosed;
    await postgres.stop();
  }
  if (folderToRemove !== undefined) remove(postgres.dataDir);
} catch (error) {
  say({ error: error instanceof EmbeddedPostgresError ? error.message : `not foreseen: ${String(error)}` });
  process.exitCode = 1;
} finally {
  remove(folderToRemove);
  process.stdin.destroy();
}
