import { Pool } from 'undici';
import type { NetworkTime } from '../../platform/clock/index.js';
import type {
  ChangesPage,
  DeliverOutcome,
  FindOutcome,
  PosAdapter,
  PosCapabilities,
  Ticket,
  TicketToVoid,
  VoidOutcome,
} from '../pos-port.js';
import { readChangeFeed } from './change-feed.js';
import { notSentProof, readBounded } from './http-exchange.js';
import { posSpeech } from './pos-text.js';
import { deliverOutcome, findOutcome, voidOutcome, type Exchange } from './simulator-answers.js';

/** Connections to one account; the callers' own limits keep fewer calls under way, so none waits inside the pool. */
const CONNECTIONS = 96;
const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than the simulator's slowest honest answer. It covers the whole exchange. */
const REQUEST_TIMEOUT_MS = 8_000;
const FEED_PAGE = 200;
const FEED_MIN_INTERVAL_MS = 250;

/** Speaks to the POS simulator in its profile `classic`: no idempotency, direct look-up, an XML change feed. */
export class SimulatorAdapter implements PosAdapter {
  readonly name = 'simulator';
  readonly requestTimeoutMs = REQUEST_TIMEOUT_MS;
  readonly capabilities: PosCapabilities = {
    dedupeWindowMs: 'none',
    lookup: 'direct',
    visibilityLagMs: 0,
    voids: true,
    feed: { pageSize: FEED_PAGE, minIntervalMs: FEED_MIN_INTERVAL_MS },
  };
  private readonly pool: Pool;

  constructor(
    readonly endpoint: string,
    private readonly network: NetworkTime,
  ) {
    this.pool = new Pool(endpoint, { connections: CONNECTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } });
  }

  deliver({ orderId, location, body }: Ticket, sendByMs: number): Promise<DeliverOutcome> {
    return this.post(`/pos/${location}/orders`, body, sendByMs, answer => deliverOutcome(orderId, answer));
  }

  void({ location, ticketId, reason }: TicketToVoid, sendByMs: number): Promise<VoidOutcome> {
    const path = `/pos/${location}/orders/${encodeURIComponent(ticketId)}/void`;
    return this.post(path, JSON.stringify({ reason }), sendByMs, answer => voidOutcome(ticketId, answer));
  }

  async find(location: string, orderId: string, ticketId?: string): Promise<FindOutcome> {
    try {
      const answer = await this.exchange('GET', `/pos/${location}/orders?reference=${orderId}`);
      return findOutcome({ orderId, ticketId }, answer);
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

  /** Sends what changes something at the POS, unless its time has passed; an answer is what `read` makes of it. */
  private async post<Outcome>(
    path: string,
    body: string,
    sendByMs: number,
    read: (answer: Exchange) => Outcome,
  ): Promise<Outcome | NotSent | Unknown> {
    if (this.network.monotonicMs() > sendByMs) {
      return { kind: 'not-sent', proof: 'the time to send it had passed' };
    }
    try {
      return read(await this.exchange('POST', path, body));
    } catch (error) {
      const proof = notSentProof(error);
      return proof === undefined ? { kind: 'unknown', why: messageOf(error) } : { kind: 'not-sent', proof };
    }
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

type NotSent = Extract<DeliverOutcome, { kind: 'not-sent' }>;
type Unknown = Extract<DeliverOutcome, { kind: 'unknown' }>;

const messageOf = (error: unknown): string =>
  posSpeech(error instanceof Error ? error.message : String(error));
