import { Pool } from 'undici';
import { z } from 'zod';
import type { NetworkTime } from '../../platform/clock/index.js';
import type {
  ChangesPage,
  DeliverOutcome,
  FindOutcome,
  PosAdapter,
  PosCapabilities,
  Ticket,
} from '../pos-port.js';
import { readChangeFeed } from './change-feed.js';
import { notSentProof, readBounded } from './http-exchange.js';
import { posSpeech, posWord } from './pos-text.js';

/** Connections to one account; the callers' own limits keep fewer calls under way, so none waits inside the pool. */
const CONNECTIONS = 96;
const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than the simulator's slowest honest answer. It covers the whole exchange. */
const REQUEST_TIMEOUT_MS = 8_000;
const FEED_PAGE = 200;
const FEED_MIN_INTERVAL_MS = 250;

const acceptedAnswer = z.object({ ticketId: posWord, reference: z.string() });
const refusedAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const foundAnswer = z.object({
  tickets: z.array(z.object({ ticketId: posWord, reference: z.string(), status: posWord })),
});

interface Exchange {
  readonly status: number;
  readonly text: string;
}

/** Speaks to the POS simulator in its profile `classic`: no idempotency, direct look-up, an XML change feed. */
export class SimulatorAdapter implements PosAdapter {
  readonly name = 'simulator';
  readonly requestTimeoutMs = REQUEST_TIMEOUT_MS;
  readonly capabilities: PosCapabilities = {
    dedupeWindowMs: 'none',
    lookup: 'direct',
    visibilityLagMs: 0,
    feed: { pageSize: FEED_PAGE, minIntervalMs: FEED_MIN_INTERVAL_MS },
  };
  private readonly pool: Pool;

  constructor(
    readonly endpoint: string,
    private readonly network: NetworkTime,
  ) {
    this.pool = new Pool(endpoint, { connections: CONNECTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } });
  }

  async deliver({ orderId, location, body }: Ticket, sendByMs: number): Promise<DeliverOutcome> {
    if (this.network.monotonicMs() > sendByMs) {
      return { kind: 'not-sent', proof: 'the time to send it had passed' };
    }
    try {
      return outcomeOf(orderId, await this.exchange('POST', `/pos/${location}/orders`, body));
    } catch (error) {
      const proof = notSentProof(error);
      return proof === undefined ? { kind: 'unknown', why: messageOf(error) } : { kind: 'not-sent', proof };
    }
  }

  async find(location: string, orderId: string): Promise<FindOutcome> {
    try {
      const { status, text } = await this.exchange('GET', `/pos/${location}/orders?reference=${orderId}`);
      if (status !== 200) return { kind: 'cannot-tell', why: `the look-up answered ${status}` };
      const ticket = foundAnswer
        .parse(JSON.parse(text))
        .tickets.find(({ reference }) => reference === orderId);
      return ticket === undefined
        ? { kind: 'absent' }
        : { kind: 'found', ticketId: ticket.ticketId, status: ticket.status };
    } catch (error) {
      return { kind: 'cannot-tell', why: messageOf(error) };
    }
  }

  async changes(location: string, cursor: string | undefined): Promise<ChangesPage> {
    const after = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`;
    const { status, text } = await this.exchange(
      'GET',
      `/pos/${location}/changes?limit=${FEED_PAGE}${after}`,
    );
    if (status !== 200) throw new Error(`the feed of ${location} answered ${status}`);
    return readChangeFeed(text);
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  /** One request and its whole answer within the time-out. */
  private async exchange(method: 'GET' | 'POST', path: string, body?: string): Promise<Exchange> {
    const patience = new AbortController();
    const cancel = this.network.after(REQUEST_TIMEOUT_MS, () =>
      patience.abort(new Error(`no whole answer within ${REQUEST_TIMEOUT_MS} ms`)),
    );
    try {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await this.pool.request({
        method,
        path,
        headers,
        body: body ?? null,
        signal: patience.signal,
      });
      return { status: answer.statusCode, text: await readBounded(answer.body) };
    } finally {
      cancel();
    }
  }
}

const CREATED = 201;
const TOO_MANY_REQUESTS = 429;

/** Accepted only when the answer names a ticket and our own order; rejected only when the POS says so in its words. */
const outcomeOf = (orderId: string, { status, text }: Exchange): DeliverOutcome => {
  if (status === TOO_MANY_REQUESTS) {
    return { kind: 'not-sent', proof: 'the POS refused it for its rate limit' };
  }
  const answer = parsed(text);
  const accepted = acceptedAnswer.safeParse(answer);
  if (status === CREATED && accepted.success && accepted.data.reference === orderId) {
    return { kind: 'accepted', ticketId: accepted.data.ticketId };
  }
  const refused = refusedAnswer.safeParse(answer);
  if (status >= 400 && status < 500 && refused.success) {
    const { code, message } = refused.data.error;
    return { kind: 'rejected', code: posSpeech(code), reason: posSpeech(message) };
  }
  return { kind: 'unknown', why: `the POS answered ${status} in a way that says nothing` };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const messageOf = (error: unknown): string =>
  posSpeech(error instanceof Error ? error.message : String(error));
