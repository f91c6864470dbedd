/** What the load program is asked to send: one kind of request to several paths, as fast as the answers come. */
export interface LoadJob {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Each request goes to one of these, drawn evenly. */
  readonly paths: readonly string[];
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
  /** Put before the number that makes every request's idempotency key its own. */
  readonly keys?: string;
}

export interface LoadResult {
  /** Answers 2xx. */
  readonly succeeded: number;
  readonly refused: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
