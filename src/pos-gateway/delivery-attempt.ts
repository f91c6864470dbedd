import { Injectable } from '@nestjs/common';
import {
  DispatchOrder,
  ProcessSurroundings,
  type Claim,
  type ConfirmedOrder,
  type DeliveryOutcome,
  type OpenedDay,
  type StartDelivery,
} from '../orders/index.js';
import { instantOf, MAX_CLOCK_SKEW_MS, type NetworkTime } from '../platform/clock/index.js';
import { hmacUnder, OrderKeys, unseal, type OrderKey, type Sealed } from '../platform/sealing/index.js';
import { absenceProvenFromMs } from './domain/delivery-policy.js';
import { RENDERER_VERSION, ticketBody } from './domain/ticket-body.js';
import { withoutGuest } from './domain/without-guest.js';
import type { DeliverOutcome, PosAdapter } from './pos-port.js';

/** Real time between a claim and its first byte; later than that it is not sent. */
const SEND_WITHIN_MS = 2_000;

/** Epoch of the one owner there is, until accounts are leased. */
const ONLY_EPOCH = 1;

/** What an attempt came to: `settled` needs no second look soon; the others are tried again after a pause. */
export type AttemptResult = 'settled' | 'not-sent' | 'undecided';

const RESULT_OF = {
  accepted: 'settled',
  rejected: 'settled',
  'not-sent': 'not-sent',
  unknown: 'undecided',
} as const satisfies Record<DeliverOutcome['kind'], AttemptResult>;

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
  async send(day: OpenedDay, order: ConfirmedOrder, adapter: PosAdapter): Promise<AttemptResult> {
    const { orderId } = order;
    const key = await this.keys.find(orderId);
    const customer = key && unsealed(key, order.customer);
    if (key === undefined || customer === undefined) return this.escalateMissingKey(orderId);
    const { account, location } = day.plan.posAccount;
    const body = ticketBody(day, order, customer);
    const attempt = order.delivery.attempts + 1;
    const sendByMs = this.network.monotonicMs() + SEND_WITHIN_MS;
    const claimed = await this.claim(attempt, {
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
    });
    if (claimed !== 'claimed') return claimed;
    const outcome = await adapter.deliver({ orderId, location, body }, sendByMs);
    await this.record(orderId, attempt, recorded(outcome, customer));
    return RESULT_OF[outcome.kind];
  }

  private async claim(attempt: number, command: StartDelivery): Promise<AttemptResult | 'claimed'> {
    const answer = await this.dispatch.send(command, `${command.orderId}#${attempt}`);
    // A refused claim is no end: the stream may be ahead of this node's clock. The order is looked at again soon.
    if (answer?.kind !== 'accepted') return 'undecided';
    // A repeated answer means that this claim was made before: its bytes may have left, and they leave only once.
    return answer.repeated ? 'settled' : 'claimed';
  }

  /** Looks the claim up. Found is believed at once; absent only when it is too late for the ticket to appear. */
  async settle(claim: Claim, adapter: PosAdapter): Promise<AttemptResult> {
    const { orderId, attempt, location } = claim;
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
    const { requestTimeoutMs, capabilities } = adapter;
    const { visibilityLagMs } = capabilities;
    const limits = { maxClockSkewMs: MAX_CLOCK_SKEW_MS, requestTimeoutMs, visibilityLagMs };
    const proven = found.kind === 'absent' && lookedUpAtMs > absenceProvenFromMs(claim, limits);
    if (!proven) return 'undecided';
    await this.record(orderId, attempt, { kind: 'proven-absent' });
    return 'settled';
  }

  private async escalateMissingKey(orderId: string): Promise<AttemptResult> {
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

/** The guest's data; undefined where this key does not open it, so that a lost key which was minted anew counts as lost. */
const unsealed = (key: OrderKey, customer: Sealed): unknown => {
  try {
    return unseal(key, customer);
  } catch {
    return undefined;
  }
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
