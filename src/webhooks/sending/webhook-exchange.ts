import { Pool } from 'undici';
import type { NetworkTime } from '../../platform/clock/index.js';
import type { Egress } from './egress.js';

/** Requests to one target that are under way at a time; the callers keep to it, so none waits inside the pool. */
export const CONNECTIONS_PER_TARGET = 4;
const CONNECT_TIMEOUT_MS = 3_000;
/** Hard bound over the whole exchange, from the look-up of the name to the end of the answer. */
const EXCHANGE_TIMEOUT_MS = 10_000;
/** What is read of an answer that nobody reads, so that its connection can serve again. */
const ANSWER_BYTES_MAX = 16 * 1_024;

export interface Letter {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Receipt = { readonly kind: 'told' } | { readonly kind: 'failed'; readonly why: string };

const failed = (why: string): Receipt => ({ kind: 'failed', why });

/** Posts webhooks. Each target has connections of its own: one that hangs keeps none from the others. */
export class WebhookExchange {
  private readonly pools = new Map<string, { readonly url: string; readonly pool: Pool }>();

  constructor(
    private readonly egress: Egress,
    private readonly network: NetworkTime,
  ) {}

  /** Posts one webhook to a target. It never throws: what is no 2xx in time is told as why. */
  async post(targetId: string, letter: Letter, stop: AbortSignal): Promise<Receipt> {
    const patience = new AbortController();
    const cancel = this.network.after(EXCHANGE_TIMEOUT_MS, () =>
      patience.abort(new Error(`no answer within ${EXCHANGE_TIMEOUT_MS} ms`)),
    );
    const signal = AbortSignal.any([stop, patience.signal]);
    try {
      return await Promise.race([this.exchange(targetId, letter, signal), untilAborted(signal)]);
    } catch (error) {
      return failed(messageOf(error));
    } finally {
      cancel();
    }
  }

  /** Lets go of the connections to a target that is no more. */
  async forget(targetId: string): Promise<void> {
    const known = this.pools.get(targetId);
    this.pools.delete(targetId);
    await known?.pool.destroy();
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.keys()].map(targetId => this.forget(targetId)));
  }

  private async exchange(targetId: string, letter: Letter, signal: AbortSignal): Promise<Receipt> {
    const url = new URL(letter.url);
    const verdict = await this.egress.judge(url);
    if (!verdict.allowed) return failed(`not sent: ${verdict.why}`);
    const { statusCode, body } = await this.poolOf(targetId, url).request({
      method: 'POST',
      path: url.pathname + url.search,
      headers: letter.headers,
      body: letter.body,
      signal,
    });
    // The status is the answer. What else is in it, or breaks off, is of no interest.
    await body.dump({ limit: ANSWER_BYTES_MAX, signal }).catch(() => undefined);
    return statusCode >= 200 && statusCode < 300 ? { kind: 'told' } : failed(`it answered ${statusCode}`);
  }

  private poolOf(targetId: string, url: URL): Pool {
    const known = this.pools.get(targetId);
    if (known?.url === url.href) return known.pool;
    void known?.pool.destroy();
    const pool = new Pool(url.origin, {
      connections: CONNECTIONS_PER_TARGET,
      pipelining: 1,
      connect: { timeout: CONNECT_TIMEOUT_MS, lookup: this.egress.lookupFor(url) },
    });
    this.pools.set(targetId, { url: url.href, pool });
    return pool;
  }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });

/** A host with several addresses fails with all their errors at once. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};
