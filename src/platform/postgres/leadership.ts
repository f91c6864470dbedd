import { Client } from 'pg';
import { MAX_CLOCK_SKEW_MS, type NetworkTime } from '../clock/index.js';
import { clockSkewMs } from './clock-skew.js';

/** How often a node that does not lead tries to. */
const RETRY_MS = 500;
/** How often the leader makes sure that its session, and with it the lock, is still there. */
const HEARTBEAT_MS = 2_000;
const QUERY_TIMEOUT_MS = 4_000;
/** A node that says nothing for so long is gone, frozen or cut off: PostgreSQL ends its session, and with it the lock. */
const SILENT_MS = 8_000;

/** Work that only one node of a database may do at a time. */
export interface ExclusiveWork {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Elects one node of a database by a session lock of PostgreSQL. A node that dies loses the lock with its session; a
 * node that cannot reach PostgreSQL stops its exclusive work.
 */
export class Leadership {
  private readonly work: ExclusiveWork[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private leads = false;

  constructor(
    private readonly url: string,
    private readonly network: NetworkTime,
    private readonly report: (message: string) => void,
  ) {}

  get leading(): boolean {
    return this.leads;
  }

  /** Adds work to be done while this node leads. To be called before `start`. */
  whileLeading(work: ExclusiveWork): void {
    this.work.push(work);
  }

  start(): void {
    this.running = this.run();
  }

  /** Stops the work and hands the lock over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.candidacy(signal).catch((error: Error) => this.report(`election: ${error.message}`));
      await this.network.sleep(RETRY_MS, signal);
    }
  }

  /** One session with PostgreSQL: tries for the lock, leads while the session lives. */
  private async candidacy(signal: AbortSignal): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'rushline leader',
      query_timeout: QUERY_TIMEOUT_MS,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
    });
    const ended = new AbortController();
    client.on('error', error => this.report(`election: ${error.message}`));
    // With the session the lock is gone: another node may lead within its next try, so this one ends at once.
    client.on('end', () => ended.abort());
    await client.connect();
    try {
      await client.query(`set idle_session_timeout = ${SILENT_MS}`);
      await this.agreeOnTime(client);
      while (!signal.aborted && !(await acquire(client))) await this.network.sleep(RETRY_MS, signal);
      if (!signal.aborted) await this.lead(client, AbortSignal.any([signal, ended.signal]));
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** A node with a wrong clock must not lead: it would send orders early and move the time of every stream for good. */
  private async agreeOnTime(client: Client): Promise<void> {
    const skewMs = await clockSkewMs(client, this.network);
    if (Math.abs(skewMs) > MAX_CLOCK_SKEW_MS) {
      throw new Error(`this node's clock is ${skewMs} ms off PostgreSQL's, so it does not lead`);
    }
  }

  private async lead(client: Client, signal: AbortSignal): Promise<void> {
    this.leads = true;
    this.report('this node leads: it runs the projections and the process managers');
    this.work.forEach(({ start }) => start());
    try {
      while (!signal.aborted) {
        await this.network.sleep(HEARTBEAT_MS, signal);
        if (!signal.aborted) await this.agreeOnTime(client);
      }
    } finally {
      this.leads = false;
      await Promise.all(this.work.map(({ stop }) => stop()));
    }
  }
}

const acquire = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ acquired: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('rushline.leader', 0)) as acquired`,
  );
  return rows[0]?.acquired === true;
};
