import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { SERVICE_DAY_PREFIX } from '../orders/index.js';
import { DaysTold } from './days-told.js';
import { Outbox, WebhookCheckpoint } from './outbox/index.js';
import { WebhookSenders } from './webhook-senders.js';

/** Most webhooks, and most events read for them, of one request; what is left is asked for from where it stopped. */
const WEBHOOKS_MAX = 10_000;
const EVENTS_MAX = 100_000;

export interface Replayed {
  /** Webhooks that are told once more. */
  readonly webhooks: number;
  /** Everything up to here is among them, or was not wanted. */
  readonly through: bigint;
  /** False where it stopped for being enough at a time. */
  readonly complete: boolean;
}

/** Tells a target once more what the log holds from a position on, under the ids of the first time. */
@Injectable()
export class Replay {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly outbox: Outbox,
    private readonly checkpoint: WebhookCheckpoint,
    private readonly senders: WebhookSenders,
  ) {}

  /** Reads as far as the follower has: what comes after it is told anyway. */
  async from(targetId: string, position: bigint): Promise<Replayed> {
    const end = this.checkpoint.position;
    const days = new DaysTold(this.store);
    const reading = new AbortController();
    const after = position > 0n ? position - 1n : 0n;
    let [webhooks, events, through] = [0, 0, after];
    if (after >= end) return { webhooks, through: end, complete: true };
    try {
      const options = { after, prefixes: [SERVICE_DAY_PREFIX], signal: reading.signal };
      for await (const batch of this.store.subscribe(options)) {
        const past = batch.events.filter(event => event.position <= end);
        webhooks += await this.outbox.addAgain(targetId, await days.webhooksIn(past));
        events += past.length;
        through = batch.through < end ? batch.through : end;
        if (through === end || webhooks >= WEBHOOKS_MAX || events >= EVENTS_MAX) break;
      }
    } finally {
      reading.abort();
    }
    this.senders.wake(targetId);
    return { webhooks, through, complete: through === end };
  }
}
