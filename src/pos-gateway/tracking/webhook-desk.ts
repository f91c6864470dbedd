import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { NETWORK_TIME, type NetworkTime } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Problem, requestInvalid } from '../../platform/problem/index.js';
import { verify, type Signable } from '../../platform/signing/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import { SeenItems } from './seen-items.js';
import { TrackingManager } from './tracking-manager.js';

/** Events that are known again when they are sent again; what is older costs one look-up more. */
const SEEN_EVENTS_MAX = 10_000;
const WORD_MAX = 200;
const MS_PER_SECOND = 1_000;

/** All that is read of a message: which one it is, and which order to look up. Whatever else it says is not believed. */
const event = z.object({ id: z.string().min(1).max(WORD_MAX), reference: z.string().min(1).max(WORD_MAX) });

export type SignedMessage = Signable & { readonly signatures: string };

/** Takes what POS accounts send about their tickets: hints that something can be read, and nothing more. */
@Injectable()
export class WebhookDesk {
  private readonly logger = new Logger('Webhooks');
  private readonly secrets: ReadonlyMap<string, readonly string[]>;
  private readonly seen = new SeenItems(SEEN_EVENTS_MAX);

  constructor(
    @Inject(CONFIG) { posAccounts }: Config,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    private readonly tracking: TrackingManager,
    private readonly metrics: Metrics,
  ) {
    this.secrets = new Map(posAccounts.map(({ account, webhookSecrets }) => [account, webhookSecrets]));
  }

  /** Takes a genuine message; what it leads to comes later. Throws a Problem, and has done nothing, where it is none. */
  take(account: string, message: SignedMessage): void {
    this.refuseForged(account, message);
    const { id, reference } = readEvent(message.body);
    const name = `${account} ${id}`;
    const outcome = this.seen.has(name) ? 'repeated' : this.tracking.hint(reference);
    this.seen.add(name);
    this.metrics.posHints.inc({ outcome });
  }

  /** An account that is not known, or has no secret, is told no more than a forger is. */
  private refuseForged(account: string, message: SignedMessage): void {
    const verdict = verify(message, {
      secrets: this.secrets.get(account) ?? [],
      nowSeconds: Math.floor(this.network.utcMs() / MS_PER_SECOND),
    });
    if (verdict === 'genuine') return;
    this.metrics.posHints.inc({ outcome: 'refused' });
    this.logger.warn({ account, verdict }, 'a webhook was refused');
    throw new Problem(401, 'SIGNATURE_REFUSED', {
      title: 'This message is not signed by the account, or was signed too long ago.',
      todo: 'Sign its timestamp and its bytes with a secret of the account, and send it soon.',
    });
  }
}

const readEvent = (body: Uint8Array): z.infer<typeof event> => {
  const { success, data } = event.safeParse(parsed(Buffer.from(body).toString('utf8')));
  if (success) return data;
  throw requestInvalid([{ field: 'body', message: 'must be JSON with an id and the reference of an order' }]);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
