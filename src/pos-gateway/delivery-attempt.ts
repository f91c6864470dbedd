import { Injectable } from '@nestjs/common';
import {
  DispatchOrder,
  ProcessSurroundings,
  sendableUntil,
  type ConfirmedOrder,
  type DeliveryOutcome,
  type OpenedDay,
} from '../orders/index.js';
import { instantOf, MAX_CLOCK_SKEW_MS } from '../platform/clock/index.js';
import { OrderKeys } from '../platform/sealing/index.js';
import { claim, ONLY_EPOCH, type StepResult } from './claiming.js';
import { notAfterOf } from './delivery-settling.js';
import { resendUntilMs, SEND_WITHIN_MS } from './domain/settling-policy.js';
import { RENDERER_VERSION } from './domain/ticket-body.js';
import { withoutGuest } from './domain/without-guest.js';
import type { DeliverOutcome, PosAdapter } from './pos-port.js';
import { renderOrder } from './rendering.js';

const RESULT_OF = {
  accepted: 'settled',
  rejected: 'settled',
  'not-sent': 'not-sent',
  unknown: 'undecided',
} as const satisfies Record<DeliverOutcome['kind'], StepResult>;

/** Sends a due order as a new attempt. */
@Injectable()
export class DeliveryAttempt {
  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly keys: OrderKeys,
    private readonly around: ProcessSurroundings,
  ) {}

  /** Claims, sends, records: the claim is in the log before the first byte leaves. */
  async send(day: OpenedDay, order: ConfirmedOrder, adapter: PosAdapter): Promise<StepResult> {
    const { orderId } = order;
    const rendered = await renderOrder(this.keys, day, order);
    if (rendered === undefined) return this.escalateMissingKey(orderId);
    const { body, hmac, customer } = rendered;
    const { account, location } = day.plan.posAccount;
    const attempt = order.delivery.attempts + 1;
    const { network } = this.around;
    const sendByMs = network.monotonicMs() + SEND_WITHIN_MS;
    const claimed = await claim(
      this.dispatch,
      {
        type: 'StartDelivery',
        orderId,
        epoch: ONLY_EPOCH,
        account,
        location,
        endpoint: adapter.endpoint,
        adapter: adapter.name,
        acceptedMeans: adapter.capabilities.acceptedMeans,
        rendererVersion: RENDERER_VERSION,
        bodyHmac: hmac,
        ...timesOf(network.utcMs(), adapter),
      },
      `${orderId}#${attempt}`,
    );
    if (claimed !== 'claimed') return claimed;
    const notAfter = notAfterOf(this.around, sendableUntil(day, order));
    // One key per order, whatever the attempt.
    const outcome = await adapter.deliver({ orderId, location, body }, orderId, sendByMs, notAfter);
    await this.record(orderId, attempt, recorded(outcome, customer));
    return RESULT_OF[outcome.kind];
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

/** Until when a claim made now may leave, and until when it may be repeated. */
const timesOf = (
  nowMs: number,
  adapter: PosAdapter,
): { readonly sendBy: string; readonly resendUntil?: string } => {
  const sendBy = instantOf(Math.round(nowMs + SEND_WITHIN_MS));
  const untilMs = resendUntilMs(nowMs, adapter, MAX_CLOCK_SKEW_MS);
  return untilMs === undefined ? { sendBy } : { sendBy, resendUntil: instantOf(Math.floor(untilMs)) };
};

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
