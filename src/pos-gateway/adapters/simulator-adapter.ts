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
import {
  deliverOutcome,
  findIn,
  ticketsIn,
  voidOutcome,
  type Exchange,
  type TicketList,
} from './simulator-answers.js';

/** Connections to one account; the callers' own limits keep fewer calls under way, so none waits inside the pool. */
const CONNECTIONS = 96;
const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than the simulator's slowest honest answer. It covers the whole exchange. */
const REQUEST_TIMEOUT_MS = 8_000;
/** Tickets of one page, where the tickets of an order are looked for among all, and pages that are read for it. */
const SCAN_PAGE = 200;
const SCAN_PAGES_MAX = 50;

/** An account at the simulator, and what it may be relied on for. */
export interface SimulatorAccount {
  readonly account: string;
  readonly endpoint: string;
  readonly capabilities: PosCapabilities;
}

/** Speaks to the POS simulator, whatever profile it has for the account. */
export class SimulatorAdapter implements PosAdapter {
  readonly name = 'simulator';
  readonly requestTimeoutMs = REQUEST_TIMEOUT_MS;
  readonly endpoint: string;
  readonly capabilities: PosCapabilities;
  private readonly account: string;
  private readonly pool: Pool;

  constructor(
    { account, endpoint, capabilities }: SimulatorAccount,
    private readonly network: NetworkTime,
  ) {
    this.account = account;
    this.endpoint = endpoint;
    this.capabilities = capabilities;
    this.pool = new Pool(endpoint, { connections: CONNECTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } });
  }

  deliver(
    { orderId, location, body }: Ticket,
    key: string,
    sendByMs: number,
    notAfter: string,
  ): Promise<DeliverOutcome> {
    const heeded = this.capabilities.notAfter ? { 'x-not-after': notAfter } : {};
    const request = { path: `/pos/${location}/orders`, body, headers: { 'idempotency-key': key, ...heeded } };
    return this.post(request, sendByMs, answer => deliverOutcome(orderId, answer));
  }

  void({ location, ticketId, reason }: TicketToVoid, sendByMs: number): Promise<VoidOutcome> {
    const path = `/pos/${location}/orders/${encodeURIComponent(ticketId)}/void`;
    const request = { path, body: JSON.stringify({ reason }) };
    return this.post(request, sendByMs, answer => voidOutcome(ticketId, answer));
  }

  async find(location: string, orderId: string, ticketId?: string): Promise<FindOutcome> {
    const wanted = { orderId, ticketId };
    try {
      switch (this.capabilities.lookup) {
        case 'direct':
          return findIn(wanted, [await this.listed(location, `reference=${orderId}`)]);
        case 'scan':
          return findIn(wanted, await this.scanned(location));
        case 'none':
          return { kind: 'cannot-tell', why: 'this POS cannot be asked for its tickets' };
      }
    } catch (error) {
      return { kind: 'cannot-tell', why: messageOf(error) };
    }
  }

  /** All tickets of a location. Throws where they are more than is read: what is not among some may be among the rest. */
  private async scanned(location: string): Promise<readonly TicketList[]> {
    const pages: TicketList[] = [];
    for (let after = ''; pages.length < SCAN_PAGES_MAX;) {
      const page = await this.listed(location, `limit=${SCAN_PAGE}${after}`);
      pages.push(page);
      if (page.next === null) return pages;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    throw new Error(`there are more than ${SCAN_PAGES_MAX} pages of tickets`);
  }

  private async listed(location: string, query: string): Promise<TicketList> {
    return ticketsIn(await this.exchange({ path: `/pos/${location}/orders?${query}` }));
  }

  async changes(location: string, cursor: string | undefined): Promise<ChangesPage> {
    const after = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`;
    const { pageSize } = this.capabilities.feed;
    const path = `/pos/${location}/changes?limit=${pageSize}${after}`;
    const { status, text } = await this.exchange({ path });
    if (status !== 200) throw new Error(`the feed of ${location} answered ${status}`);
    return readChangeFeed(text);
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  /** Sends what changes something at the POS, unless its time has passed; an answer is what `read` makes of it. */
  private async post<Outcome>(
    request: Request & { readonly body: string },
    sendByMs: number,
    read: (answer: Exchange) => Outcome,
  ): Promise<Outcome | NotSent | Unknown> {
    if (this.network.monotonicMs() > sendByMs) {
      return { kind: 'not-sent', proof: 'the time to send it had passed' };
    }
    try {
      return read(await this.exchange(request));
    } catch (error) {
      const proof = notSentProof(error);
      return proof === undefined ? { kind: 'unknown', why: messageOf(error) } : { kind: 'not-sent', proof };
    }
  }

  /** One request and its whole answer within the time-out; it is sent once, and no redirection is followed. */
  private async exchange({ path, body, headers = {} }: Request): Promise<Exchange> {
    const patience = new AbortController();
    const cancel = this.network.after(REQUEST_TIMEOUT_MS, () =>
      patience.abort(new Error(`no whole answer within ${REQUEST_TIMEOUT_MS} ms`)),
    );
    try {
      const answer = await this.pool.request({
        method: body === undefined ? 'GET' : 'POST',
        path,
        headers: {
          'x-pos-account': this.account,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body ?? null,
        signal: patience.signal,
      });
      return { status: answer.statusCode, text: await readBounded(answer.body) };
    } finally {
      cancel();
    }
  }
}

interface Request {
  readonly path: string;
  /** What is posted; without it something is read. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type NotSent = Extract<DeliverOutcome, { kind: 'not-sent' }>;
type Unknown = Extract<DeliverOutcome, { kind: 'unknown' }>;

const messageOf = (error: unknown): string =>
  posSpeech(error instanceof Error ? error.message : String(error));
