import { closeSync, existsSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import type { NetworkTime } from '../../../src/platform/clock/index.js';
import type { Operation } from '../profiles/behaviour.js';
import { CannotStart } from '../cannot-start.js';
import { Requests, type RequestLine } from './requests.js';

/** When this many requests are written, the file is put aside and the one put aside before it is dropped. */
const REQUESTS_PER_FILE_MAX = 200_000;
const FOLDER_KEEPS = ['requests.old.jsonl', 'requests.jsonl'] as const;

/** What is known of a request when it comes in. */
export interface Arrived {
  readonly operation: Operation;
  readonly account: string;
  readonly location: string;
  readonly key?: string | undefined;
  /** Whether its account was suspended at that moment. */
  readonly suspended: boolean;
}

/** What became of a request. */
export interface Fate {
  /** The status that was answered; undefined when the connection ended without a whole answer. */
  readonly status: number | undefined;
  readonly reference?: string | undefined;
  readonly ticketId?: string | undefined;
  /** The faults that struck it. */
  readonly faults: readonly string[];
}

export interface RequestLogUse {
  readonly network: NetworkTime;
  readonly log: (line: string) => void;
  readonly requestsPerFileMax?: number | undefined;
}

/**
 * Every request the POS received: one line when it came in and one when it ended. The lines are handed to the system at once
 * and so survive the death of this process; unlike the ledger they do not wait for the disk, because polls are many.
 */
export class RequestLog {
  private written = 0;

  private constructor(
    private readonly folder: string,
    private file: number,
    readonly requests: Requests,
    private readonly use: RequestLogUse,
  ) {}

  static open(folder: string, use: RequestLogUse): RequestLog {
    const requests = new Requests(keptPerFile(use) * FOLDER_KEEPS.length);
    for (const name of FOLDER_KEEPS) readLines(`${folder}/${name}`, line => requests.apply(line), use.log);
    const log = new RequestLog(folder, openSync(`${folder}/requests.jsonl`, 'a'), requests, use);
    log.begin();
    return log;
  }

  received({ key, suspended, ...arrived }: Arrived): number {
    if (this.written >= keptPerFile(this.use)) this.turnPage();
    this.written += 1;
    const { network } = this.use;
    const n = this.requests.count + 1;
    const times = { wallMs: network.utcMs(), monoMs: network.monotonicMs() };
    const more = { ...(key !== undefined && { key }), ...(suspended && { suspended }) };
    this.write({ n, ...times, ...arrived, ...more });
    return n;
  }

  ended(n: number, { status, reference, ticketId, faults }: Fate): void {
    this.write({
      end: n,
      monoMs: this.use.network.monotonicMs(),
      status: status ?? null,
      ...(reference !== undefined && { reference }),
      ...(ticketId !== undefined && { ticketId }),
      ...(faults.length > 0 && { faults }),
    });
  }

  close(): void {
    closeSync(this.file);
    this.file = CLOSED;
  }

  /** Monotonic times begin anew with every process; what lies between them and the wall clock is noted once. */
  private begin(): void {
    const { network } = this.use;
    this.write({ run: this.requests.runs + 1, wallMinusMonoMs: network.utcMs() - network.monotonicMs() });
  }

  private turnPage(): void {
    closeSync(this.file);
    renameSync(`${this.folder}/requests.jsonl`, `${this.folder}/requests.old.jsonl`);
    this.file = openSync(`${this.folder}/requests.jsonl`, 'a');
    this.written = 0;
    this.begin();
  }

  private write(line: RequestLine): void {
    if (this.file === CLOSED) return;
    this.requests.apply(line);
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** No file has this number. */
const CLOSED = -1;

const keptPerFile = ({ requestsPerFileMax = REQUESTS_PER_FILE_MAX }: RequestLogUse): number =>
  requestsPerFileMax;

const readLines = (path: string, take: (line: RequestLine) => void, log: RequestLogUse['log']): void => {
  if (!existsSync(path)) return;
  const content = readFileSync(path);
  const whole = content.lastIndexOf('\n') + 1;
  if (whole < content.length) {
    truncateSync(path, whole);
    log(`requests: the last line was torn; ${content.length - whole} bytes truncated`);
  }
  const lines = content.toString('utf8', 0, whole).split('\n').slice(0, -1);
  lines.forEach((line, index) => {
    try {
      take(JSON.parse(line) as RequestLine);
    } catch {
      throw new CannotStart(
        `${path} is damaged at line ${index + 1}; repair that line, or start with an empty --data folder`,
      );
    }
  });
};
