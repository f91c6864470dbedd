import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { NetworkTime } from '../../platform/clock/index.js';
import { install } from '../../platform/postgres/index.js';
import type {
  AppendOutcome,
  EventStore,
  ExpectedRevision,
  LogBatch,
  NewEvent,
  ReadOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../event-store.js';
import { AppendBatcher } from './append-batcher.js';
import { recordedEventOf, type EventRow } from './event-row.js';
import { LogTail, readHead, type LogTailOptions } from './log-tail.js';

/** Events read by one query of a stream. */
const PAGE_EVENTS = 2_000;

/** The log in PostgreSQL. What was answered as written is on disk: `log_append` insists on a synchronous commit. */
export class PostgresEventStore implements EventStore {
  private readonly batcher: AppendBatcher;

  private constructor(
    readonly logId: string,
    private readonly pool: Pool,
    private readonly tail: LogTail,
    network: NetworkTime,
  ) {
    this.batcher = new AppendBatcher(pool, network);
  }

  /** Makes the tables where they are missing and starts following the log. */
  static async open(pool: Pool, network: NetworkTime, options: LogTailOptions): Promise<PostgresEventStore> {
    await install(pool, readFileSync(join(import.meta.dirname, 'log.sql'), 'utf8'));
    const { rows } = await pool.query<{ log_id: string }>('select log_id from log_identity');
    const tail = new LogTail(pool, network, options);
    await tail.start();
    return new PostgresEventStore(rows[0]?.log_id ?? '', pool, tail, network);
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendOutcome> {
    return this.batcher.append(stream, events, expected);
  }

  async *readStream(
    stream: string,
    { from = 0n, limit = Infinity }: ReadOptions = {},
  ): AsyncIterable<RecordedEvent> {
    let next = from;
    let left = limit;
    while (left > 0) {
      const page = await this.readPage(stream, next, Math.min(PAGE_EVENTS, left));
      yield* page;
      if (page.length < PAGE_EVENTS) return;
      next += BigInt(page.length);
      left -= page.length;
    }
  }

  async *subscribe({ after, prefixes, signal }: SubscribeOptions): AsyncIterable<LogBatch> {
    let position = after;
    while (!signal.aborted) {
      const ticket = this.tail.ticket();
      const page = await this.tail.read(position);
      position = page.at(-1)?.position ?? position;
      const events = page.filter(event => prefixes.some(prefix => event.stream.startsWith(prefix)));
      if (page.length > 0) yield { events, through: position };
      else await this.tail.growth(ticket, signal);
    }
  }

  head(): Promise<bigint> {
    return readHead(this.pool);
  }

  stop(): Promise<void> {
    return this.tail.stop();
  }

  private async readPage(stream: string, from: bigint, limit: number): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'log_read_stream',
      text: `select position, stream, revision, id, type, data, metadata from log_event
             where stream = $1 and revision >= $2 order by revision limit $3`,
      values: [stream, from.toString(), limit],
    });
    return rows.map(recordedEventOf);
  }
}
