import { Client } from 'pg';
import { systemTime } from '../../platform/clock/index.js';
import { startEmbeddedPostgres } from '../../platform/embedded-postgres/index.js';
import { causeOf } from './system-error.js';

/** PostgreSQL that lost one process ends all connections and is back within seconds; so long it is waited for. */
const BACK_WITHIN_MS = 5_000;
const TRY_AGAIN_AFTER_MS = 200;
const CONNECT_WITHIN_MS = 2_000;
/** SQLSTATE `cannot_connect_now`: it is there, and reads its log after a crash. */
const RECOVERING = '57P03';

export interface RunningDatabase {
  readonly url: string;
  /** Calls `listener` when PostgreSQL is gone for good. */
  watch(listener: (why: string) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Somebody's own PostgreSQL: when it restarts, the server copes, and nobody here needs to act. */
export const givenDatabase = (url: string): RunningDatabase => ({
  url,
  watch: () => Promise.resolve(),
  stop: () => Promise.resolve(),
});

export const embeddedDatabase = async (
  dataDir: string,
  log: (line: string) => void,
): Promise<RunningDatabase> => {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  const watch = new Watch(postgres.url);
  return {
    url: postgres.url,
    watch: listener => watch.start(listener),
    stop: async () => {
      await watch.stop();
      await postgres.stop();
    },
  };
};

/** Holds one connection open: its end is the news that PostgreSQL has ended, or lost all of its processes. */
class Watch {
  private client: Client | undefined;
  private isOver = false;

  constructor(private readonly url: string) {}

  async start(listener: (why: string) => void): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'rushline watch',
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
    });
    // The reason of a broken connection; its end is told as an event of its own.
    client.on('error', () => undefined);
    await client.connect();
    this.client = client;
    client.once('end', () => void this.startAgain(listener));
    if (this.isOver) await client.end();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.client?.end().catch(() => undefined);
  }

  private async startAgain(listener: (why: string) => void): Promise<void> {
    let deadline = systemTime.monotonicMs() + BACK_WITHIN_MS;
    for (let cause: unknown; !this.isOver;) {
      if (systemTime.monotonicMs() > deadline) return listener(`PostgreSQL is gone (${causeOf(cause)})`);
      try {
        return await this.start(listener);
      } catch (error) {
        cause = error;
        if ((error as { code?: string }).code === RECOVERING) {
          deadline = systemTime.monotonicMs() + BACK_WITHIN_MS;
        }
        await systemTime.sleep(TRY_AGAIN_AFTER_MS);
      }
    }
  }
}
