import { Injectable } from '@nestjs/common';
import {
  DispatchOrder,
  ProcessSurroundings,
  type Claim,
  type ConfirmedOrder,
  type DeliveryOutcome,
  type OpenedDay,
} from '../orders/index.js';
import { instantOf, type NetworkTime } from '../platform/clock/index.js';
import { hmacUnder, OrderKeys } from '../platform/sealing/index.js';
import { claim, nothingProvenFromMs, ONLY_EPOCH, SEND_WITHIN_MS, type StepResult } from './claiming.js';
import { RENDERER_VERSION, ticketBody } from './domain/ticket-body.js';
import { withoutGuest } from './domain/without-guest.js';
import { guestOfOrder } from './guest-of-order.js';
import type { DeliverOutcome, PosAdapter } from './pos-port.js';

const RESULT_OF = {
  accepted: 'settled',
  rejected: 'settled',
  'not-sent': 'not-sent',
  unknown: 'undecided',
} as const satisfies Record<DeliverOutcome['kind'], StepResult>;

/** The two things that can be done about a due order: send it, or find out what became of sending it. */
@Injectable()
export class DeliveryAttempt {
  private readonly network: NetworkTime;

  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly keys: OrderKeys,
    { network }: ProcessSurroundings,
  ) {
    this.network = network;
  }

  /** Claims, sends, records: the claim is in the log before the first byte leaves. */
  async send(day: OpenedDay, order: ConfirmedOrder, adapter: PosAdapter): Promise<StepResult> {
    const { orderId } = order;
    const guest = await guestOfOrder(this.keys, order);
    if (guest === undefined) return this.escalateMissingKey(orderId);
    const { key, customer } = guest;
    const { account, location } = day.plan.posAccount;
    const body = ticketBody(day, order, customer);
    const attempt = order.delivery.attempts + 1;
    const sendByMs = this.network.monotonicMs() + SEND_WITHIN_MS;
    const claimed = await claim(
      this.dispatch,
      {
        type: 'StartDelivery',
        orderId,
        epoch: ONLY_EPOCH,
        sendBy: instantOf(Math.round(this.network.utcMs() + SEND_WITHIN_MS)),
        account,
        location,
        endpoint: adapter.endpoint,
        adapter: adapter.name,
        rendererVersion: RENDERER_VERSION,
        bodyHmac: hmacUnder(key, body),
      },
      `${orderId}#${attempt}`,
    );
    if (claimed !== 'claimed') return claimed;
    const outcome = await adapter.deliver({ orderId, location, body }, sendByMs);
    await this.record(orderId, attempt, recorded(outcome, customer));
    return RESULT_OF[outcome.kind];
  }

  /** Looks the claim up. Found is believed at once; absent only when it is too late for the ticket to appear. */
  async settle(open: Claim, adapter: PosAdapter): Promise<StepResult> {
    const { orderId, attempt, location } = open;
    const lookedUpAtMs = this.network.utcMs();
    const found = await adapter.find(location, orderId);
    if (found.kind === 'found') {
      await this.record(orderId, attempt, {
        kind: 'accepted',
        ticketId: found.ticketId,
        learnedBy: 'look-up',
      });
      return 'settled';
    }
    const proven = found.kind === 'absent' && lookedUpAtMs > nothingProvenFromMs(open, adapter);
    if (!proven) return 'undecided';
    await this.record(orderId, attempt, { kind: 'proven-absent' });
    return 'settled';
  }

  private async escalateMissingKey(orderId: string): Promise<StepResult> {
    const detail = 'the key that opens the guest’s data is missing';
    await this.dispatch.send(
      { type: 'EscalateDelivery', orderId, cause: 'key-missing', detail },
      `${orderId} key`,
    );
    return 'settled';
  }

  private record(orderId: string, attempt: number, outcome: DeliveryOutcome): Promise<unknown> {
    return this.dispatch.send(
      { type: 'RecordDelivery', orderId, attempt, outcome },
      `${orderId}#${attempt} ${outcome.kind}`,
    );
  }
}

const recorded = (outcome: DeliverOutcome, customer: unknown): DeliveryOutcome => {
  switch (outcome.kind) {
    case 'accepted':
      return { ...outcome, learnedBy: 'reply' };
    case 'rejected':
      return {
        ...outcome,
        code: withoutGuest(outcome.code, customer),
        reason: withoutGuest(outcome.reason, customer),
      };
    case 'not-sent':
    case 'unknown':
      return outcome;
  }
};
