import { systemRandom } from '../../platform/ids/index.js';
import { requestJson, type JsonRequest } from '../system/index.js';

export interface Store {
  readonly storeId: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
}

export interface Slot {
  readonly start: string;
  readonly state: string;
}

export interface Line {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly prepSeconds: number;
}

export interface ConfirmBody {
  readonly lines: readonly Line[];
  readonly total: number;
  readonly currency: string;
  readonly customer: { readonly name: string; readonly notes?: string };
  readonly paymentRef: string;
}

export interface BoardOrder {
  readonly orderId: string;
  readonly slot: string;
  readonly status: string;
  readonly why?: string;
}

export interface ClockNow {
  readonly now: string;
  readonly segment: {
    readonly number: number;
    readonly realEpochMs: number;
    readonly virtualEpochMs: number;
    readonly speed: number;
  };
}

/** The server understood, and said no; the message is its own. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: string,
    title: string,
  ) {
    super(title);
  }
}

/** The routes of the public API that a storefront needs; nothing here knows more than any client could. */
export class PublicApi {
  constructor(private readonly url: string) {}

  async stores(): Promise<readonly Store[]> {
    return (await this.send<{ stores: Store[] }>('/stores?limit=500')).stores;
  }

  openStore(idempotencyKey: string, body: unknown): Promise<{ storeId: string }> {
    return this.send('/stores', { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } });
  }

  async availability(storeId: string, date: string): Promise<readonly Slot[]> {
    return (await this.send<{ slots: Slot[] }>(`/stores/${storeId}/days/${date}/availability`)).slots;
  }

  hold(storeId: string, date: string, body: unknown): Promise<{ orderId: string }> {
    return this.command('POST', `/stores/${storeId}/days/${date}/holds`, body);
  }

  release(orderId: string): Promise<unknown> {
    return this.command('DELETE', `/orders/${orderId}/hold`);
  }

  confirm(orderId: string, body: ConfirmBody): Promise<unknown> {
    return this.command('POST', `/orders/${orderId}/confirm`, body);
  }

  cancel(orderId: string, reason: string): Promise<unknown> {
    return this.command('POST', `/orders/${orderId}/cancel`, { reason });
  }

  order(orderId: string): Promise<BoardOrder> {
    return this.send(`/orders/${orderId}`);
  }

  async board(storeId: string, date: string): Promise<readonly BoardOrder[]> {
    return (await this.send<{ orders: BoardOrder[] }>(`/stores/${storeId}/days/${date}/orders?limit=1000`))
      .orders;
  }

  async needingAPerson(): Promise<number> {
    return (await this.send<{ total: number }>('/ops/orders/needing-a-person?limit=1')).total;
  }

  clock(): Promise<ClockNow> {
    return this.send('/ops/clock');
  }

  steerClock(segment: ClockNow['segment']): Promise<ClockNow> {
    return this.send('/ops/clock/segments', { method: 'POST', body: segment });
  }

  private command<Answer>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    return this.send(path, { method, body, headers: { 'idempotency-key': systemRandom.uuid() } });
  }

  private async send<Answer>(path: string, request: JsonRequest = {}): Promise<Answer> {
    const { status, body } = await requestJson(this.url + path, request);
    if (status < 300) return body as Answer;
    const { code = String(status), title = 'no reason given' } = (body ?? {}) as {
      code?: string;
      title?: string;
    };
    throw new Refused(code, title);
  }
}
