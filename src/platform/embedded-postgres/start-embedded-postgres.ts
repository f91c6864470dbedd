import { resolve } from 'node:path';
import { systemTime } from '../clock/index.js';
import { ensureCluster, type Cluster } from './cluster.js';
import { answersFor, databaseUrl, ensureDatabase } from './database.js';
import { findDataPlace, type DataPlace } from './data-place.js';
import { EmbeddedPostgresError, folderError } from './embedded-postgres-error.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { Ownership } from './ownership.js';
import { choosePort, keepPort } from './port.js';
import type { Postmaster } from './postmaster.js';
import { findPrograms } from './programs.js';
import { Server } from './server.js';

export interface EmbeddedPostgresOptions {
  /** Everything is kept here; it is made when it does not exist. */
  readonly dataDir: string;
  /** This port or none. Left out, the port of the last start is used again while it is free. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}

interface Start {
  readonly place: DataPlace;
  readonly cluster: Cluster;
  readonly server: Server;
  readonly askedPort: number | undefined;
  readonly log: (line: string) => void;
}

/** A killed server's number, memory and connections linger for a moment; so long a start is tried again. */
const HELD_WITHIN_MS = 15_000;
const TRY_AGAIN_AFTER_MS = 100;
const MAX_PORTS = 5;
/** An orphan that recovers from a crash is waited for before it is given up. */
const ORPHAN_ANSWERS_WITHIN_MS = 60_000;

/**
 * Runs PostgreSQL from `dataDir` until `stop()`. A server that a killed program left behind is taken over. Every
 * failure is an `EmbeddedPostgresError` of one line.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  port,
  log = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const place = await findDataPlace(resolve(dataDir), log);
  try {
    const ownership = await Ownership.claim(place.folder);
    return await startOwned(place, ownership, port, log).catch(async (error: unknown) => {
      await ownership.release();
      throw error;
    });
  } catch (error) {
    throw folderError(place.folder, error);
  }
};

const startOwned = async (
  place: DataPlace,
  ownership: Ownership,
  askedPort: number | undefined,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> => {
  const programs = await findPrograms(place.account, log);
  const cluster = await ensureCluster(place, programs);
  const server = new Server(cluster.folder, place, programs);
  const endNow = (): void => server.endNow();
  process.once('exit', endNow);
  const shutDown = async (): Promise<void> => {
    await server.stop();
    await ownership.release();
    process.removeListener('exit', endNow);
  };
  try {
    const start = { place, cluster, server, askedPort, log };
    const port = (await adoptOrphan(start)) ?? (await launch(start));
    await ensureDatabase(port, cluster);
    await keepPort(place.folder, port);
    return new EmbeddedPostgres(databaseUrl(port, cluster), port, place.folder, shutDown);
  } catch (error) {
    await shutDown();
    throw error;
  }
};

/** The port of a server that outlived its program and is as good as a new one; any other is stopped. */
const adoptOrphan = async (start: Start): Promise<number | undefined> => {
  const deadline = systemTime.monotonicMs() + ORPHAN_ANSWERS_WITHIN_MS;
  let orphan = start.server.running();
  while (orphan !== undefined) {
    const verdict = await judge(orphan, start);
    if (verdict === 'adopt') {
      start.log(
        `took over PostgreSQL (process ${orphan.pid}, port ${orphan.port}) from a Rushline that is gone`,
      );
      return orphan.port;
    }
    if (verdict === 'stop' || systemTime.monotonicMs() > deadline) {
      start.log(`stopping PostgreSQL (process ${orphan.pid}), left by a Rushline that is gone`);
      await start.server.stop();
      return undefined;
    }
    await systemTime.sleep(TRY_AGAIN_AFTER_MS);
    orphan = start.server.running();
  }
  return undefined;
};

const judge = async (
  { isReady, port }: Postmaster,
  { cluster, askedPort }: Start,
): Promise<'adopt' | 'wait' | 'stop'> => {
  if (!isReady) return 'wait';
  if (askedPort !== undefined && askedPort !== port) return 'stop';
  const answer = await answersFor(port, cluster);
  return answer === 'yes' ? 'adopt' : answer === 'no' ? 'stop' : 'wait';
};

/** Starts the server; on another port when the first was taken at the last moment. */
const launch = async ({ place, cluster, server, askedPort }: Start): Promise<number> => {
  const deadline = systemTime.monotonicMs() + HELD_WITHIN_MS;
  for (let ports = 1; ;) {
    const port = await choosePort(place.folder, askedPort);
    const launched = await server.launch(port);
    if (launched.outcome === 'ready') return port;
    if (launched.outcome === 'port taken' && askedPort === undefined && ports < MAX_PORTS) ports += 1;
    else if (launched.outcome !== 'held' || systemTime.monotonicMs() > deadline) {
      throw didNotStart(cluster, launched.reason);
    }
    await systemTime.sleep(TRY_AGAIN_AFTER_MS);
  }
};

const didNotStart = ({ folder }: Cluster, reason: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `PostgreSQL does not start from ${folder} (${reason}): ` +
      'remove the cause, choose another data folder, or set DATABASE_URL to a PostgreSQL of your own',
  );
