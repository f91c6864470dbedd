import { Agent, request as undiciRequest } from 'undici';
import type { NetworkTime } from '../../platform/clock/index.js';

/** Open loop: a slow answer must not keep the next request from its connection. */
const CONNECTIONS_MAX = 256;
/** Real milliseconds an answer may take before the request counts as lost and is sent again. */
const ANSWER_WITHIN_MS = 10_000;
/** Real milliseconds during which a lost request is sent again: a server that was killed is back by then. */
const RETRY_FOR_MS = 60_000;
const RETRY_PAUSE_FIRST_MS = 100;
const RETRY_PAUSE_LONGEST_MS = 1_000;
const POSITION_HEADER = 'rushline-position';

export interface Asking {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** The Idempotency-Key; every repetition of the request carries the same. */
  readonly key?: string;
  /** A position the answer must not be older than. */
  readonly atLeast?: string;
  /** Where the time the answer took is counted, repetitions included. */
  readonly route?: string;
  /** False: one attempt, for what is asked again and again anyway. */
  readonly retry?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly position: string | undefined;
}

/** Nobody answered for as long as it is worth trying. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** One HTTP API, spoken to as a storefront does: what was lost on the way is sent again, and means the same. */
export class HttpApi {
  retries = 0;
  readonly tookMs = new Map<string, number[]>();
  private readonly agent = new Agent({
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });

  constructor(
    /** Asked every time: a server that was started again may listen elsewhere. */
    private readonly baseUrl: () => string,
    private readonly network: NetworkTime,
    private readonly stop: AbortSignal,
  ) {}

  /** Throws Unanswered when no attempt was answered, or the whole rush is to stop. */
  async ask(asking: Asking): Promise<Answer> {
    const startedMs = this.network.monotonicMs();
    for (let pauseMs = RETRY_PAUSE_FIRST_MS; ; pauseMs = Math.min(RETRY_PAUSE_LONGEST_MS, pauseMs * 2)) {
      const answer = await this.attempt(asking);
      const tookMs = this.network.monotonicMs() - startedMs;
      if (answer !== undefined && !isWorthRepeating(answer)) {
        if (asking.route !== undefined) this.note(asking.route, tookMs);
        return answer;
      }
      const last = asking.retry === false || tookMs > RETRY_FOR_MS || this.stop.aborted;
      if (last) throw new Unanswered(`${this.baseUrl()}${asking.path} was not answered: ${phraseOf(answer)}`);
      this.retries += 1;
      await this.network.sleep(pauseMs, this.stop);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async attempt({ method = 'GET', path, body, key, atLeast }: Asking): Promise<Answer | undefined> {
    const headers = {
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(atLeast === undefined ? {} : { 'rushline-at-least': atLeast }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    try {
      const reply = await undiciRequest(new URL(path, this.baseUrl()), {
        method,
        headers,
        dispatcher: this.agent,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const position = reply.headers[POSITION_HEADER];
      return {
        status: reply.statusCode,
        body: await reply.body.json(),
        position: typeof position === 'string' ? position : undefined,
      };
    } catch {
      return undefined;
    }
  }

  private note(route: string, tookMs: number): void {
    const known = this.tookMs.get(route);
    if (known === undefined) this.tookMs.set(route, [tookMs]);
    else known.push(tookMs);
  }
}

/** What says of itself that nothing was changed, or that the same key tells what became of it. */
const isWorthRepeating = ({ status, body }: Answer): boolean =>
  status === 503 || (status === 409 && codeOf(body) === 'CONFLICT');

/** The stable code of a problem; undefined when the body is none. */
export const codeOf = (body: unknown): string | undefined => {
  const code = (body as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

const phraseOf = (answer: Answer | undefined): string =>
  answer === undefined ? 'no connection' : `${answer.status} ${codeOf(answer.body) ?? ''}`.trim();
