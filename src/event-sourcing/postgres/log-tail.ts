import { Client, type Pool } from 'pg';
import type { NetworkTime } from '../../platform/clock/index.js';
import type { RecordedEvent } from '../event-store.js';
import { Wakeup } from '../wakeup.js';
import { recordedEventOf, type EventRow } from './event-row.js';

export interface LogTailOptions {
  /** A session connection: behind a pooler, LISTEN needs one of its own. */
  readonly listenUrl: string;
  /** How often to look without having been told, in case a notification got lost. */
  readonly safetyPollMs: number;
  readonly onTrouble: (cause: Error) => void;
}

/** Events read by one query. */
const PAGE_EVENTS = 1_000;
/** The newest events kept in memory, so that many live subscribers cost one read. */
const KEPT_EVENTS_MAX = 8_192;
/** Pause before listening anew after the connection was lost. */
const RELISTEN_MS = 500;
/** How often the listening connection has to show that it lives, and how long it may take to connect or to answer. */
const HEARTBEAT_MS = 5_000;
const LISTEN_TIMEOUT_MS = 4_000;

/** The newest part of the log in memory, kept up to date by one LISTEN connection and a slow safety poll. */
export class LogTail {
  private readonly grown = new Wakeup();
  private readonly stopping = new AbortController();
  private readonly told = new Wakeup();
  private kept: RecordedEvent[] = [];
  private newest = 0n;
  private listener: Client | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly network: NetworkTime,
    private readonly options: LogTailOptions,
  ) {}

  async start(): Promise<void> {
    this.newest = await readHead(this.pool);
    this.running = Promise.all([this.listen(), this.poll(), this.follow()]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.told.wake();
    await this.listener?.end().catch(() => undefined);
    await this.running;
  }

  get head(): bigint {
    return this.newest;
  }

  /** Events after `position`, oldest first; empty when there are none yet. */
  async read(position: bigint): Promise<readonly RecordedEvent[]> {
    if (position >= this.newest) return [];
    const first = this.kept[0];
    if (first !== undefined && position + 1n >= first.position) {
      const from = Number(position + 1n - first.position);
      return this.kept.slice(from, from + PAGE_EVENTS);
    }
    return readAfter(this.pool, position);
  }

  ticket(): number {
    return this.grown.ticket();
  }

  growth(ticket: number, signal: AbortSignal): Promise<void> {
    return this.grown.after(ticket, signal);
  }

  private async listen(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listenOnce();
      } catch (error) {
        if (!signal.aborted) this.options.onTrouble(error as Error);
      }
      await this.network.sleep(RELISTEN_MS, signal);
    }
  }

  private async listenOnce(): Promise<void> {
    const client = new Client({
      connectionString: this.options.listenUrl,
      application_name: 'rushline listen',
      connectionTimeoutMillis: LISTEN_TIMEOUT_MS,
      query_timeout: LISTEN_TIMEOUT_MS,
    });
    this.listener = client;
    const ended = new Promise<void>((resolve, fail) => {
      client.on('error', fail);
      client.on('end', resolve);
    });
    ended.catch(() => undefined);
    client.on('notification', () => this.told.wake());
    try {
      // The driver never settles a connect that is ended meanwhile, and stopping must not wait for it.
      await Promise.race([client.connect(), ended]);
      if (!this.stopping.signal.aborted) await Promise.race([ended, this.keepListening(client)]);
    } finally {
      client.end().catch(() => undefined);
    }
  }

  /** Listens, and fails when the connection no longer answers: it may be cut without anybody being told. */
  private async keepListening(client: Client): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.listener === client) {
      await client.query('listen rushline_log');
      this.told.wake();
      await this.network.sleep(HEARTBEAT_MS, signal);
    }
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.network.sleep(this.options.safetyPollMs, signal);
      this.told.wake();
    }
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const ticket = this.told.ticket();
      try {
        const page = await readAfter(this.pool, this.newest);
        this.keep(page);
        if (page.length > 0) continue;
      } catch (error) {
        if (!signal.aborted) this.options.onTrouble(error as Error);
      }
      await this.told.after(ticket, signal);
    }
  }

  private keep(page: readonly RecordedEvent[]): void {
    const last = page.at(-1);
    if (last === undefined) return;
    this.kept.push(...page);
    if (this.kept.length > KEPT_EVENTS_MAX) this.kept = this.kept.slice(-KEPT_EVENTS_MAX / 2);
    this.newest = last.position;
    this.grown.wake();
  }
}

export const readHead = async (pool: Pool): Promise<bigint> => {
  const { rows } = await pool.query<{ head: string }>(
    'select coalesce(max(position), 0) as head from log_event',
  );
  return BigInt(rows[0]?.head ?? 0);
};

const readAfter = async (pool: Pool, position: bigint): Promise<readonly RecordedEvent[]> => {
  const { rows } = await pool.query<EventRow>({
    name: 'log_read_after',
    text: `select position, stream, revision, id, type, data, metadata from log_event
           where position > $1 order by position limit ${PAGE_EVENTS}`,
    values: [position.toString()],
  });
  return rows.map(recordedEventOf);
};
