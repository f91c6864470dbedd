import { createHash } from 'node:crypto';
import { causeOf, requestJson, SystemError, type JsonAnswer, type JsonRequest } from '../system/index.js';

export interface Slot {
  readonly start: string;
  readonly end: string;
  readonly state: string;
}

export interface Order {
  readonly orderId: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly slot: string;
  readonly status: string;
  readonly why?: string;
}

export interface StuckOrder extends Order {
  readonly stuckBecause: readonly string[];
  readonly actions: readonly string[];
}

export interface DossierAttempt {
  readonly what: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly account: string;
  readonly location: string;
  readonly resent: readonly { readonly at: string }[];
  readonly outcomes: readonly {
    readonly at: string;
    readonly latencyMs: number;
    readonly outcome: string;
    readonly bytesSent: string;
    readonly learnedBy?: string;
    readonly ticketId?: string;
    readonly detail?: string;
  }[];
}

export interface Dossier {
  readonly orderId: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly attempts: readonly DossierAttempt[];
  readonly escalations: readonly { readonly at: string; readonly cause: string; readonly detail: string }[];
  readonly decisions: readonly {
    readonly at: string;
    readonly type: string;
    readonly actor: string;
    readonly why?: string;
  }[];
  readonly ticket: readonly { readonly at: string; readonly type: string; readonly ticketId: string }[];
  readonly unreadable: number;
}

/** The server understood, and said no; the message is its own. */
export class Refused extends SystemError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Orders asked for at a time. */
const PAGE = 500;

/** The routes that an operator needs. Commands carry a key made from what they do, so that repeating them is safe. */
export class OperatorApi {
  constructor(private readonly url: string) {}

  async now(): Promise<string> {
    return ((await this.ask('/ops/clock')).body as { now: string }).now;
  }

  async day(
    storeId: string,
    date: string,
  ): Promise<{ readonly zone: string; readonly slots: readonly Slot[] }> {
    const { body } = await this.ask(`/stores/${storeId}/days/${date}/availability`);
    return body as { zone: string; slots: Slot[] };
  }

  /** Resolves the position from which on read models show the change, and the days that do not have it yet. */
  async override(storeId: string, body: { readonly businessDate: string }, key: string) {
    const answer = await this.command(`/stores/${storeId}/capacity-overrides`, body, key);
    const { pendingDays } = answer.body as { pendingDays: readonly string[] };
    return { position: answer.position, pendingDays };
  }

  async cancel(orderId: string, reason: string): Promise<string> {
    const answer = await this.command(`/orders/${orderId}/cancel`, { reason }, `cancel ${orderId} ${reason}`);
    return (answer.body as { status: string }).status;
  }

  async move(orderId: string, slot: string): Promise<void> {
    await this.command(`/orders/${orderId}/move`, { slot }, `move ${orderId} ${slot}`);
  }

  orders(storeId: string, date: string, query: Readonly<Record<string, string>>, atLeast?: string) {
    return this.pages<Order>(`/stores/${storeId}/days/${date}/orders`, query, atLeast);
  }

  stuck(query: Readonly<Record<string, string>>): Promise<readonly StuckOrder[]> {
    return this.pages<StuckOrder>('/ops/orders/stuck', query);
  }

  async dossier(orderId: string): Promise<Dossier> {
    return (await this.ask(`/orders/${encodeURIComponent(orderId)}/dossier`)).body as Dossier;
  }

  private async pages<Found extends Order>(
    path: string,
    query: Readonly<Record<string, string>>,
    atLeast?: string,
  ): Promise<readonly Found[]> {
    const found: Found[] = [];
    let cursor: string | undefined;
    do {
      const asked = { ...query, limit: String(PAGE), ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await this.ask(`${path}?${new URLSearchParams(asked).toString()}`, fresh(atLeast));
      const page = body as { readonly orders: readonly Found[]; readonly next?: string };
      found.push(...page.orders);
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  }

  private command(path: string, body: unknown, key: string): Promise<JsonAnswer> {
    const digest = createHash('sha256').update(key).digest('base64url');
    return this.ask(path, { method: 'POST', body, headers: { 'idempotency-key': digest } });
  }

  private async ask(path: string, request: JsonRequest = {}): Promise<JsonAnswer> {
    const answer = await this.exchange(path, request);
    if (answer.status < 300) return answer;
    const { code, title, detail } = (answer.body ?? {}) as Partial<Record<string, unknown>>;
    const said = [title, detail].filter(text => typeof text === 'string').join(' ');
    throw new Refused(
      typeof code === 'string' ? code : String(answer.status),
      said === '' ? `the server answered ${answer.status}` : said,
    );
  }

  private async exchange(path: string, request: JsonRequest): Promise<JsonAnswer> {
    try {
      return await requestJson(this.url + path, request);
    } catch (cause) {
      throw new SystemError(`${this.url} does not answer (${causeOf(cause)}); is the server running?`, cause);
    }
  }
}

const fresh = (atLeast: string | undefined): JsonRequest =>
  atLeast === undefined ? {} : { headers: { 'rushline-at-least': atLeast } };
