import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres-error.js';
import { readIfThere, writeWhole } from './whole-file.js';

/** Nobody outside this machine reaches the embedded PostgreSQL. */
export const HOST = '127.0.0.1';
const PORT_FILE = 'postgres-port';
const ANY = 0;

/** The port asked for, or it is an error; else the one kept from the last start; else any free one. */
export const choosePort = async (folder: string, asked: number | undefined): Promise<number> => {
  if (asked !== undefined) return listenable(asked);
  const kept = Number(await readIfThere(join(folder, PORT_FILE)));
  return Number.isInteger(kept) && kept > 0 ? tryListen(kept).catch(() => tryListen(ANY)) : tryListen(ANY);
};

/** Keeps the port, so that the address of the database stays the same over restarts where it can. */
export const keepPort = (folder: string, port: number): Promise<void> =>
  writeWhole(join(folder, PORT_FILE), String(port));

const listenable = async (port: number): Promise<number> => {
  try {
    return await tryListen(port);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `port ${port} cannot be used for PostgreSQL (${codeOf(error) ?? String(error)}): ` +
        'stop the program that has it, or let Rushline choose a port',
      error,
    );
  }
};

const tryListen = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address() as AddressInfo;
      server.close(() => resolve(address.port));
    });
  });
