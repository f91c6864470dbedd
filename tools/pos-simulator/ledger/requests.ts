import type { Operation } from '../profiles/behaviour.js';

/** A run of the simulator, and what its monotonic time lies behind the wall clock. */
interface RunLine {
  readonly run: number;
  readonly wallMinusMonoMs: number;
}

interface ReceivedLine {
  readonly n: number;
  readonly wallMs: number;
  readonly monoMs: number;
  readonly operation: Operation;
  readonly account: string;
  readonly location: string;
  readonly key?: string;
  readonly suspended?: boolean;
}

interface EndLine {
  readonly end: number;
  readonly monoMs: number;
  /** Null when the connection ended without a whole answer. */
  readonly status: number | null;
  readonly reference?: string;
  readonly ticketId?: string;
  readonly faults?: readonly string[];
}

/** The lines of the request log. */
export type RequestLine = RunLine | ReceivedLine | EndLine;

/** `open`: neither yet; after a kill, for ever. */
export type RequestFate = 'open' | 'answered' | 'dropped';

/** A request as the judge tells it. */
export interface PosRequest extends ReceivedLine {
  readonly run: number;
  /** Its place on one time line through all runs: monotonic within a run, and the wall clock between them. */
  readonly atMs: number;
  readonly fate: RequestFate;
  readonly status?: number;
  readonly tookMs?: number;
  readonly reference?: string;
  readonly ticketId?: string;
  readonly faults?: readonly string[];
}

/** The newest requests, as the lines of the log tell them; older ones than `keep` are forgotten. */
export class Requests {
  private kept: PosRequest[] = [];
  private firstKept = 1;
  private run: RunLine = { run: 0, wallMinusMonoMs: 0 };

  constructor(private readonly keep: number) {}

  /** How many there ever were. */
  get count(): number {
    return this.firstKept + this.kept.length - 1;
  }

  get runs(): number {
    return this.run.run;
  }

  /** How many are forgotten: what is asked about them cannot be answered. */
  get forgotten(): number {
    return this.firstKept - 1;
  }

  all(): readonly PosRequest[] {
    return this.kept;
  }

  apply(line: RequestLine): void {
    if ('run' in line) this.run = line;
    else if ('end' in line) this.end(line);
    else this.receive(line);
  }

  private receive(line: ReceivedLine): void {
    if (this.kept.length === 0) this.firstKept = line.n;
    const { run, wallMinusMonoMs } = this.run;
    this.kept.push({ ...line, run, atMs: line.monoMs + wallMinusMonoMs, fate: 'open' });
    // Forgetting a tenth at a time spares moving the whole list for every request.
    if (this.kept.length <= this.keep * 1.1) return;
    const surplus = this.kept.length - this.keep;
    this.kept = this.kept.slice(surplus);
    this.firstKept += surplus;
  }

  private end({ end, monoMs, status, ...more }: EndLine): void {
    const place = end - this.firstKept;
    const request = this.kept[place];
    if (request === undefined) return;
    const fate: RequestFate = status === null ? 'dropped' : 'answered';
    const tookMs = Math.round(monoMs - request.monoMs);
    this.kept[place] = { ...request, ...more, fate, tookMs, ...(status !== null && { status }) };
  }
}
