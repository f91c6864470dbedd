import type { Pool } from 'pg';
import type { NetworkTime } from '../../platform/clock/index.js';
import { AppendRefused, type AppendOutcome, type ExpectedRevision, type NewEvent } from '../event-store.js';
import { appendCall, isRefusalOfContent } from './append-call.js';

/** An event with its JSON made: what has none is refused before it travels, and spoils no call for the others. */
interface WrittenEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

interface WaitingAppend {
  readonly stream: string;
  readonly events: readonly WrittenEvent[];
  readonly expected: ExpectedRevision;
  readonly bytes: number;
  readonly settle: (outcome: AppendOutcome) => void;
  readonly refuse: (cause: AppendRefused) => void;
}

/** Most appends and bytes that travel in one call; the rest take the next. An append larger than that travels alone. */
const CALL_APPENDS_MAX = 500;
const CALL_BYTES_MAX = 4 * 1024 * 1024;
/** How long a call may take, waiting for a connection included, before what it carries counts as unknown. */
const APPEND_DEADLINE_MS = 5_000;

/** Carries the appends that wait, whatever their streams, in one call of `log_append`: one commit for all of them. */
export class AppendBatcher {
  private waiting: WaitingAppend[] = [];
  private carrying = false;

  constructor(
    private readonly pool: Pool,
    private readonly network: NetworkTime,
  ) {}

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendOutcome> {
    const writtenEvents = events.map(asWritten);
    const bytes = writtenEvents.reduce((sum, event) => sum + bytesOf(event), 0);
    return new Promise((settle, refuse) => {
      this.waiting.push({ stream, events: writtenEvents, expected, bytes, settle, refuse });
      if (!this.carrying) void this.carry();
    });
  }

  private async carry(): Promise<void> {
    this.carrying = true;
    while (this.waiting.length > 0) {
      const count = countForOneCall(this.waiting);
      const batch = this.waiting.slice(0, count);
      this.waiting = this.waiting.slice(count);
      await this.deliver(batch);
    }
    this.carrying = false;
  }

  private async deliver(batch: readonly WaitingAppend[]): Promise<void> {
    try {
      const outcomes = await this.inTime(appendCall(this.pool, batch));
      batch.forEach((append, index) => append.settle(outcomes[index] ?? unanswered()));
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      if (isRefusalOfContent(cause)) await this.isolate(batch, cause);
      else batch.forEach(({ settle }) => settle({ kind: 'unknown', cause }));
    }
  }

  /** PostgreSQL refuses what one append contains, and wrote nothing: the halves go again until that one is alone. */
  private async isolate(batch: readonly WaitingAppend[], cause: Error): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (others.length === 0) return first.refuse(new AppendRefused(first.stream, cause));
    const half = Math.ceil(batch.length / 2);
    await this.deliver(batch.slice(0, half));
    await this.deliver(batch.slice(half));
  }

  /** A call that is given up may still be carried out later: that is what `unknown` means. */
  private async inTime<T>(call: Promise<T>): Promise<T> {
    let cancel = (): void => undefined;
    const deadline = new Promise<never>((_, fail) => {
      const late = new Error(`log_append did not answer within ${APPEND_DEADLINE_MS} ms`);
      cancel = this.network.after(APPEND_DEADLINE_MS, () => fail(late));
    });
    try {
      return await Promise.race([call, deadline]);
    } finally {
      cancel();
    }
  }
}

const countForOneCall = (waiting: readonly WaitingAppend[]): number => {
  let [count, bytes] = [0, 0];
  for (const append of waiting) {
    bytes += append.bytes;
    if (count > 0 && (count === CALL_APPENDS_MAX || bytes > CALL_BYTES_MAX)) break;
    count += 1;
  }
  return count;
};

const asWritten = ({ id, type, data, metadata }: NewEvent): WrittenEvent => ({
  id,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

const bytesOf = ({ id, type, data, metadata }: WrittenEvent): number =>
  id.length + type.length + Buffer.byteLength(data) + Buffer.byteLength(metadata);

const unanswered = (): AppendOutcome => ({
  kind: 'unknown',
  cause: new Error('log_append answered too few rows'),
});
