import { Inject, Injectable, Logger } from '@nestjs/common';
import { DispatchOrder } from '../orders/index.js';
import { Activity, NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { failpoint } from '../platform/failpoints/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { signaturesOf } from '../platform/signing/index.js';
import { Outbox, Targets, type Addressee, type Due } from './outbox/index.js';
import { WebhookExchange, type Letter, type Receipt } from './sending/index.js';
import { TargetSender } from './target-sender.js';

const RETRY_MS = 1_000;
const MS_PER_SECOND = 1_000;

/** One sender per target, so that no target’s troubles are another’s. They send while this node leads. */
@Injectable()
export class WebhookSenders {
  private readonly logger = new Logger('Webhooks');
  private senders: Map<string, TargetSender> | undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly targets: Targets,
    private readonly exchange: WebhookExchange,
    private readonly dispatch: DispatchOrder,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    @Inject(RANDOM) private readonly random: Random,
    private readonly activity: Activity,
  ) {}

  get running(): boolean {
    return this.senders !== undefined;
  }

  /** Begins to send what was left. */
  start(): void {
    this.senders = new Map();
    void this.wakeWaiting();
  }

  async stop(): Promise<void> {
    const senders = [...(this.senders?.values() ?? [])];
    this.senders = undefined;
    await Promise.all(senders.map(sender => sender.stop()));
  }

  wake(targetId: string): void {
    if (this.senders === undefined) return;
    const sender = this.senders.get(targetId) ?? this.senderOf(targetId);
    this.senders.set(targetId, sender);
    sender.wake();
  }

  /** Lets go of a target that is no more. */
  async forget(targetId: string): Promise<void> {
    const sender = this.senders?.get(targetId);
    this.senders?.delete(targetId);
    await sender?.stop();
    await this.exchange.forget(targetId);
  }

  private async wakeWaiting(): Promise<void> {
    try {
      for (const targetId of await this.outbox.waiting()) this.wake(targetId);
    } catch (cause) {
      this.logger.warn({ err: cause }, 'webhooks that were left could not be looked for yet');
      this.network.after(RETRY_MS, () => void this.wakeWaiting());
    }
  }

  private senderOf(targetId: string): TargetSender {
    const { outbox, network, random } = this;
    const send = (target: string, due: Due, stop: AbortSignal): Promise<Receipt> =>
      this.activity.during(() => this.send(target, due, stop));
    return new TargetSender(targetId, { outbox, network, random, send });
  }

  private async send(targetId: string, due: Due, stop: AbortSignal): Promise<Receipt> {
    const target = await this.targets.addressee(targetId);
    if (target === undefined) return { kind: 'failed', why: 'the target was removed' };
    const receipt = await this.exchange.post(targetId, this.letterTo(target, due), stop);
    if (receipt.kind === 'told') failpoint('webhook.after-taken');
    const settles = receipt.kind === 'told' && due.type === 'cancelled' && target.receiver === 'storefront';
    if (settles) await this.recordTold(due);
    return receipt;
  }

  /** That its storefront knows ends a cancelled order. Recorded before the webhook is forgotten: told twice is recorded once. */
  private async recordTold({ orderId, webhookId }: Due): Promise<void> {
    await this.dispatch.send({ type: 'RecordCancellationTold', orderId, by: 'webhook' }, `told ${webhookId}`);
  }

  /** The same body and id for every try; its time and signatures are of this one. */
  private letterTo({ url, secrets }: Addressee, { webhookId, body }: Due): Letter {
    const timestamp = Math.floor(this.network.utcMs() / MS_PER_SECOND).toString();
    const signatures = signaturesOf({ body: Buffer.from(body, 'utf8'), timestamp }, secrets);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'rushline',
      'rushline-webhook-id': webhookId,
      'rushline-webhook-timestamp': timestamp,
      'rushline-webhook-signature': signatures,
    };
    return { url, headers, body };
  }
}
