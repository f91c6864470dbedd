import { Injectable } from '@nestjs/common';
import { DispatchOrder, ProcessSurroundings, type Claim, type DeliveryOutcome } from '../orders/index.js';
import { instantOf } from '../platform/clock/index.js';
import { OrderKeys } from '../platform/sealing/index.js';
import { claim, nothingProvenFromMs, ONLY_EPOCH, type StepResult } from './claiming.js';
import type { OrderOfDay } from './order-of-day.js';
import { neverAcknowledged } from './domain/acceptance-policy.js';
import type { DeliveryStep } from './domain/delivery-policy.js';
import { SEND_WITHIN_MS } from './domain/settling-policy.js';
import { NOT_SHOWN, type FindOutcome, type PosAdapter } from './pos-port.js';
import { renderOrder } from './rendering.js';

type Step<Kind extends DeliveryStep['kind']> = Extract<DeliveryStep, { kind: Kind }>;
type Found = Extract<FindOutcome, { kind: 'found' }>;

/** Finds out what became of an attempt: by its key sent once more, by looking its ticket up; and whether an accepted one is there. */
@Injectable()
export class DeliverySettling {
  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly keys: OrderKeys,
    private readonly around: ProcessSurroundings,
  ) {}

  async settle(found: OrderOfDay, { claim: open, by }: Step<'settle'>, pos: PosAdapter): Promise<StepResult> {
    switch (by) {
      case 'wait':
        return 'undecided';
      case 'look-up':
        return this.lookUp(open, pos);
      case 'resend':
        return this.resend(found, open, pos);
    }
  }

  /** Whether a ticket that the POS accepted is there. What a relay took and no store has acknowledged goes to a person. */
  async verify({ ticketId, claim: made }: Step<'verify'>, pos: PosAdapter): Promise<StepResult> {
    const lookedUpAtMs = this.around.network.utcMs();
    const found = await pos.find(made.location, made.orderId, ticketId);
    if (found.kind === 'found' && found.status !== NOT_SHOWN) {
      await this.tellStatus(made, found);
    } else if (found.kind !== 'cannot-tell' && lookedUpAtMs > nothingProvenFromMs(made, pos)) {
      await this.record(made, { kind: 'not-shown', ticketId });
      return 'settled';
    } else if (made.acceptedMeans === 'pos') return 'undecided';
    if (made.acceptedMeans === 'relay') await this.escalateUnacknowledged(made, ticketId);
    return 'settled';
  }

  /**
   * Claims the same attempt again and sends the same bytes under the same key. Only a ticket settles it: a refusal may
   * speak of the repetition, and what surely did not arrive now may have arrived before.
   */
  private async resend(found: OrderOfDay, open: Claim, pos: PosAdapter): Promise<StepResult> {
    const { orderId, attempt, location, key, deadline } = open;
    const rendered = await renderOrder(this.keys, found.day, found.order);
    if (rendered?.hmac !== open.bodyHmac) return this.lookUpInstead(open, pos);
    if (found.order.delivery.state === 'in-flight') {
      await this.record(open, { kind: 'unknown', why: 'nobody was left to record what became of it' });
    }
    const { network } = this.around;
    const sendByMs = network.monotonicMs() + SEND_WITHIN_MS;
    const sendBy = instantOf(Math.round(network.utcMs() + SEND_WITHIN_MS));
    const claimed = await claim(
      this.dispatch,
      { type: 'ResendDelivery', orderId, attempt, epoch: ONLY_EPOCH, sendBy },
      `${orderId}#${attempt} again by ${sendBy}`,
    );
    if (claimed !== 'claimed') return claimed;
    const ticket = { orderId, location, body: rendered.body };
    const outcome = await pos.deliver(ticket, key, sendByMs, notAfterOf(this.around, deadline));
    if (outcome.kind !== 'accepted') return this.lookUpInstead({ ...open, sendBy }, pos);
    await this.record(open, { kind: 'accepted', ticketId: outcome.ticketId, learnedBy: 'reply' });
    return 'settled';
  }

  /** One question, where one answers it; tickets are gone through only when they can prove something. */
  private async lookUpInstead(open: Claim, pos: PosAdapter): Promise<StepResult> {
    const result = pos.capabilities.lookup === 'direct' ? await this.lookUp(open, pos) : 'undecided';
    return result === 'undecided' ? 'not-sent' : result;
  }

  /** Looks the claim up. Found is believed at once; absent only when it is too late for the ticket to appear. */
  private async lookUp(open: Claim, pos: PosAdapter): Promise<StepResult> {
    const lookedUpAtMs = this.around.network.utcMs();
    const found = await pos.find(open.location, open.orderId);
    if (found.kind === 'found') {
      await this.record(open, { kind: 'accepted', ticketId: found.ticketId, learnedBy: 'look-up' });
      await this.tellStatus(open, found);
      return 'settled';
    }
    const proven = found.kind === 'absent' && lookedUpAtMs > nothingProvenFromMs(open, pos);
    if (!proven) return 'undecided';
    await this.record(open, { kind: 'proven-absent' });
    return 'settled';
  }

  /** What a look-up says of a ticket is as good as what the feed says of it. */
  private async tellStatus({ orderId, account }: Claim, found: Found): Promise<void> {
    const { ticketId, status, version, at } = found;
    if (status === NOT_SHOWN) return;
    await this.dispatch.send(
      { type: 'RecordPosUpdate', orderId, account, ticketId, status, version, posAt: at },
      `${account} ${ticketId}@${version} looked up`,
    );
  }

  private escalateUnacknowledged({ orderId, attempt }: Claim, ticketId: string): Promise<unknown> {
    return this.dispatch.send(
      { type: 'EscalateDelivery', orderId, cause: 'not-acknowledged', detail: neverAcknowledged(ticketId) },
      `${orderId}#${attempt} not acknowledged`,
    );
  }

  private record({ orderId, attempt }: Claim, outcome: DeliveryOutcome): Promise<unknown> {
    // The same may be found out again later, after something else was: each time is an occasion of its own.
    const at = instantOf(Math.round(this.around.network.utcMs()));
    return this.dispatch.send(
      { type: 'RecordDelivery', orderId, attempt, outcome },
      `${orderId}#${attempt} ${outcome.kind} at ${at}`,
    );
  }
}

/** The real instant at which the business clock will show a deadline. */
export const notAfterOf = ({ clock, network }: ProcessSurroundings, deadline: string): string =>
  instantOf(Math.round(network.utcMs() + clock.realMsUntil(deadline)));
