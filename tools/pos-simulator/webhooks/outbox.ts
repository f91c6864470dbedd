import PQueue from 'p-queue';
import { request } from 'undici';
import type { NetworkTime } from '../../../src/platform/clock/index.js';
import type { Faults, Target } from '../faults/faults.js';
import type { Book } from '../ledger/book.js';
import type { RecordOf } from '../ledger/ledger-record.js';
import { toldTime } from '../pos/told.js';
import { forged, signed, type SignedBody } from './signature.js';
import type { PendingEvent, Subscription } from './subscriptions.js';

const SENDINGS_AT_ONCE_MAX = 8;
const ANSWER_WITHIN_MS = 5_000;
const TRIES_MAX = 8;
/** The first pause between two tries; each one is twice as long as the one before. */
const FIRST_PAUSE_MS = 250;

export interface OutboxUse {
  readonly book: Book;
  readonly faults: Faults;
  readonly network: NetworkTime;
  readonly stopping: AbortSignal;
}

/** Tells subscribers of events, each at least once: until it is answered with 2xx or has failed for long enough. */
export class Outbox {
  private readonly queue = new PQueue({ concurrency: SENDINGS_AT_ONCE_MAX });
  private readonly cancels = new Set<() => void>();

  constructor(private readonly use: OutboxUse) {}

  /** Begins with what the ledger says was never told. */
  start(): void {
    this.sendFresh();
    this.use.book.onRecord(() => this.sendFresh());
  }

  async stop(): Promise<void> {
    for (const cancel of this.cancels) cancel();
    this.queue.clear();
    await this.queue.onIdle();
  }

  private sendFresh(): void {
    for (const pending of this.use.book.subscriptions.takeFresh()) this.begin(pending);
  }

  private begin(pending: PendingEvent): void {
    const { faults } = this.use;
    const target = targetOf(pending);
    if (faults.strike('webhook-lost', target) !== undefined) return this.settle(pending, 'lost', 0);
    const delayMs = faults.strike('webhook-delayed', target)?.delayMs ?? 0;
    if (delayMs > 0) this.after(delayMs, () => this.enqueue(pending, 1));
    else this.enqueue(pending, 1);
  }

  private enqueue(pending: PendingEvent, tried: number): void {
    void this.queue.add(() => this.send(pending, tried));
  }

  private async send(pending: PendingEvent, tried: number): Promise<void> {
    const { book, network } = this.use;
    const subscription = book.subscriptions.get(pending.subscription);
    if (subscription === undefined || !book.subscriptions.isPending(pending.eventId)) return;
    const body = this.bodyOf(pending);
    const genuine = signed(body, subscription.secrets, network.utcMs());
    if (tried === 1) await this.sendForgery(pending, subscription, genuine);
    if (await this.post(subscription.url, genuine)) {
      this.settle(pending, 'told', tried);
      await this.sendCopies(pending, subscription.url, genuine);
    } else if (this.use.stopping.aborted) return;
    else if (tried >= TRIES_MAX) this.settle(pending, 'given-up', tried);
    else this.after(FIRST_PAUSE_MS * 2 ** (tried - 1), () => this.enqueue(pending, tried + 1));
  }

  private bodyOf(pending: PendingEvent): string {
    const { account: _, at, ...event } = pending.event;
    return JSON.stringify({ id: pending.eventId, ...event, at: toldTime(this.use, targetOf(pending), at) });
  }

  private async sendCopies(pending: PendingEvent, url: string, genuine: SignedBody): Promise<void> {
    const copies = this.use.faults.strike('webhook-duplicated', targetOf(pending))?.copies ?? 0;
    for (let copy = 0; copy < copies; copy += 1) await this.post(url, genuine);
  }

  /** A lie that would do harm if it were believed: the ticket is gone. */
  private async sendForgery(pending: PendingEvent, to: Subscription, genuine: SignedBody): Promise<void> {
    const fault = this.use.faults.strike('webhook-forged', targetOf(pending));
    if (fault === undefined) return;
    const told = JSON.parse(genuine.body) as Record<string, unknown>;
    const lie = JSON.stringify({
      ...told,
      id: `${pending.eventId}-forged`,
      type: 'CHANGED',
      status: 'voided',
    });
    const { secrets, url } = to;
    await this.post(url, forged(fault.how, genuine, lie, { secrets, atMs: this.use.network.utcMs() }));
  }

  /** Whether the subscriber took it. */
  private async post(url: string, { body, headers }: SignedBody): Promise<boolean> {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        headersTimeout: ANSWER_WITHIN_MS,
        bodyTimeout: ANSWER_WITHIN_MS,
        signal: this.use.stopping,
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false;
    }
  }

  private settle(
    { eventId }: PendingEvent,
    outcome: RecordOf<'webhook-settled'>['outcome'],
    tries: number,
  ): void {
    this.use.book.record({ type: 'webhook-settled', eventId, outcome, tries });
  }

  private after(ms: number, run: () => void): void {
    const cancel = this.use.network.after(ms, () => {
      this.cancels.delete(cancel);
      run();
    });
    this.cancels.add(cancel);
  }
}

const targetOf = ({ event: { location, account } }: PendingEvent): Target => ({
  location,
  account,
  operation: undefined,
  struck: [],
});
