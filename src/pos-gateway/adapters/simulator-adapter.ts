import type { NetworkTime } from '../../platform/clock/index.js';
import type { PosCapabilities } from '../domain/pos-capabilities.js';
import {
  CursorRefused,
  type ChangesPage,
  type DeliverOutcome,
  type FeedStart,
  type FindOutcome,
  type PosAdapter,
  type Ticket,
  type TicketToVoid,
  type VoidOutcome,
} from '../pos-port.js';
import { OPEN_ROAD, type PosRoad } from '../traffic/index.js';
import { readChangeFeed } from './change-feed.js';
import { notSentProof, readBounded, trafficWordsOf } from './http-exchange.js';
import { posSpeech } from './pos-text.js';
import {
  deliverOutcome,
  findIn,
  ticketsIn,
  voidOutcome,
  type Exchange,
  type TicketList,
} from './simulator-answers.js';
import { feedQuery, type SimulatorRequest } from './simulator-requests.js';
import { StorePools } from './store-pools.js';

/** Longer than the simulator's slowest honest answer. It covers the whole exchange. */
const REQUEST_TIMEOUT_MS = 8_000;
/** Tickets of one page, where the tickets of an order are looked for among all, and pages that are read for it. */
const SCAN_PAGE = 200;
const SCAN_PAGES_MAX = 50;
/** What the feed answers to a cursor that is none of its own, and to one it has forgotten. */
const CURSOR_REFUSED = [400, 410];

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
  private readonly pools: StorePools;

  constructor(
    { account, endpoint, capabilities }: SimulatorAccount,
    private readonly network: NetworkTime,
    /** Who lets its calls through; by itself it makes them at once. */
    private readonly road: PosRoad = OPEN_ROAD,
  ) {
    this.account = account;
    this.endpoint = endpoint;
    this.capabilities = capabilities;
    this.pools = new StorePools(endpoint);
  }

  deliver(
    { orderId, location, body }: Ticket,
    key: string,
    sendByMs: number,
    notAfter: string,
  ): Promise<DeliverOutcome> {
    const heeded = this.capabilities.notAfter ? { 'x-not-after': notAfter } : {};
    const request: SimulatorRequest = {
      call: { location, operation: 'deliver', sendByMs },
      path: '/orders',
      body,
      headers: { 'idempotency-key': key, ...heeded },
    };
    return this.post(request, answer => deliverOutcome(orderId, answer));
  }

  void({ location, ticketId, reason }: TicketToVoid, sendByMs: number): Promise<VoidOutcome> {
    const request: SimulatorRequest = {
      call: { location, operation: 'void', sendByMs },
      path: `/orders/${encodeURIComponent(ticketId)}/void`,
      body: JSON.stringify({ reason }),
    };
    return this.post(request, answer => voidOutcome(ticketId, answer));
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
    return ticketsIn(
      await this.exchange({ call: { location, operation: 'find' }, path: `/orders?${query}` }),
    );
  }

  async changes(location: string, from: FeedStart): Promise<ChangesPage> {
    const { status, text } = await this.exchange({
      call: { location, operation: 'changes' },
      path: `/changes?limit=${this.capabilities.feed.pageSize}${feedQuery(from)}`,
    });
    if (from.kind === 'after' && CURSOR_REFUSED.includes(status)) {
      throw new CursorRefused(`the feed of ${location} answered ${status} to its cursor`);
    }
    if (status !== 200) throw new Error(`the feed of ${location} answered ${status}`);
    return readChangeFeed(text);
  }

  close(): Promise<void> {
    return this.pools.close();
  }

  /** Sends what changes something at the POS, unless its time has passed; an answer is what `read` makes of it. */
  private async post<Outcome>(
    request: SimulatorRequest,
    read: (answer: Exchange) => Outcome,
  ): Promise<Outcome | NotSent | Unknown> {
    if (this.network.monotonicMs() > (request.call.sendByMs ?? Infinity)) {
      return { kind: 'not-sent', proof: 'the time to send it had passed' };
    }
    try {
      return read(await this.exchange(request));
    } catch (error) {
      const proof = notSentProof(error);
      return proof === undefined ? { kind: 'unknown', why: messageOf(error) } : { kind: 'not-sent', proof };
    }
  }

  private exchange(request: SimulatorRequest): Promise<Exchange> {
    return this.road.send(request.call, () => this.exchangeNow(request));
  }

  /** One request and its whole answer within the time-out; it is sent once, and no redirection is followed. */
  private async exchangeNow({
    call: { location },
    path,
    body,
    headers = {},
  }: SimulatorRequest): Promise<Exchange> {
    const patience = new AbortController();
    const cancel = this.network.after(REQUEST_TIMEOUT_MS, () =>
      patience.abort(new Error(`no whole answer within ${REQUEST_TIMEOUT_MS} ms`)),
    );
    try {
      const answer = await this.pools.request(location, {
        method: body === undefined ? 'GET' : 'POST',
        path: `/pos/${location}${path}`,
        headers: {
          'x-pos-account': this.account,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body ?? null,
        signal: patience.signal,
      });
      return { ...trafficWordsOf(answer), text: await readBounded(answer.body) };
    } finally {
      cancel();
    }
  }
}

type NotSent = Extract<DeliverOutcome, { kind: 'not-sent' }>;
type Unknown = Extract<DeliverOutcome, { kind: 'unknown' }>;

const messageOf = (error: unknown): string =>
  posSpeech(error instanceof Error ? error.message : String(error));
