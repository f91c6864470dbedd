import { Injectable } from '@nestjs/common';
import {
  DispatchOrder,
  ProcessSurroundings,
  type ConfirmedOrder,
  type VoidClaim,
  type VoidOutcome as RecordedOutcome,
} from '../orders/index.js';
import { instantOf, type NetworkTime } from '../platform/clock/index.js';
import { OrderKeys } from '../platform/sealing/index.js';
import { claim, nothingProvenFromMs, ONLY_EPOCH, type StepResult } from './claiming.js';
import { SEND_WITHIN_MS } from './domain/settling-policy.js';
import { findingOfVoid, type TicketPlace } from './domain/void-policy.js';
import { withoutGuest } from './domain/without-guest.js';
import { guestOfOrder } from './guest-of-order.js';
import type { FindOutcome, PosAdapter, VoidOutcome } from './pos-port.js';

/** A void that is to be claimed. */
export interface PlannedVoid {
  readonly ticketId: string;
  readonly place: TicketPlace;
  readonly attempt: number;
}

const RESULT_OF = {
  voided: 'settled',
  refused: 'settled',
  'not-sent': 'not-sent',
  unknown: 'undecided',
} as const satisfies Record<VoidOutcome['kind'], StepResult>;

/** Told to a POS where the order was called off before the POS showed that it had it. */
const NO_REASON = 'the order was called off';
/** Kept of a refusal where nobody can tell any more what in it is the guest's. */
const WITHHELD = 'the POS refused; its words are not kept, because the guest is forgotten';

/** The two things that can be done about the ticket of an order that was called off: void it, or see what came of that. */
@Injectable()
export class VoidAttempt {
  private readonly network: NetworkTime;

  constructor(
    private readonly dispatch: DispatchOrder,
    private readonly keys: OrderKeys,
    { network }: ProcessSurroundings,
  ) {
    this.network = network;
  }

  /** Claims, asks, records: the claim is in the log before the first byte leaves. */
  async start(order: ConfirmedOrder, planned: PlannedVoid, adapter: PosAdapter): Promise<StepResult> {
    const { orderId, cancellation } = order;
    const { ticketId, attempt } = planned;
    const { account, location, endpoint } = planned.place;
    const sendByMs = this.network.monotonicMs() + SEND_WITHIN_MS;
    const sendBy = instantOf(Math.round(this.network.utcMs() + SEND_WITHIN_MS));
    const place = { account, location, endpoint, adapter: adapter.name };
    const claimed = await claim(
      this.dispatch,
      { type: 'StartVoid', orderId, epoch: ONLY_EPOCH, sendBy, ...place },
      `${orderId} void#${attempt}`,
    );
    if (claimed !== 'claimed') return claimed;
    const reason = cancellation?.reason ?? NO_REASON;
    const outcome = await adapter.void({ location, ticketId, reason }, sendByMs);
    await this.record(orderId, attempt, await this.recorded(order, outcome));
    return RESULT_OF[outcome.kind];
  }

  /** Looks the ticket up. A claim that surely did nothing is followed by another one, a bounded number of times. */
  async settle(order: ConfirmedOrder, open: VoidClaim, adapter: PosAdapter): Promise<StepResult> {
    const { orderId, attempt, location, ticketId } = open;
    const atMs = this.network.utcMs();
    const found = await adapter.find(location, orderId, ticketId);
    const provenFromMs = nothingProvenFromMs(open, adapter);
    const finding = findingOfVoid(open, { status: statusOf(ticketId, found), atMs, provenFromMs });
    switch (finding.kind) {
      case 'voided':
        await this.record(orderId, attempt, { kind: 'voided', learnedBy: 'look-up' });
        return 'settled';
      case 'again':
        // Where its outcome was never recorded, this is the outcome.
        await this.record(orderId, attempt, { kind: 'unknown', why: 'a look-up shows that it did nothing' });
        return this.start(order, { ticketId, place: open, attempt: attempt + 1 }, adapter);
      case 'wait':
        return 'undecided';
      case 'escalate':
        await this.escalate(orderId, finding.detail);
        return 'settled';
    }
  }

  /** What is recorded of an outcome: nothing that the POS repeats of the guest. */
  private async recorded(order: ConfirmedOrder, outcome: VoidOutcome): Promise<RecordedOutcome> {
    switch (outcome.kind) {
      case 'voided':
        return { kind: 'voided', learnedBy: 'reply' };
      case 'refused': {
        const guest = await guestOfOrder(this.keys, order);
        const reason = guest === undefined ? WITHHELD : withoutGuest(outcome.reason, guest.customer);
        return { kind: 'refused', reason };
      }
      case 'not-sent':
        return { kind: 'unknown', why: `surely not sent: ${outcome.proof}` };
      case 'unknown':
        return outcome;
    }
  }

  private escalate(orderId: string, detail: string): Promise<unknown> {
    return this.dispatch.send(
      { type: 'EscalateDelivery', orderId, cause: 'cannot-void', detail },
      `${orderId} ${detail}`,
    );
  }

  private record(orderId: string, attempt: number, outcome: RecordedOutcome): Promise<unknown> {
    return this.dispatch.send(
      { type: 'RecordVoid', orderId, attempt, outcome },
      `${orderId} void#${attempt} ${outcome.kind}`,
    );
  }
}

const statusOf = (ticketId: string, found: FindOutcome): string | undefined =>
  found.kind === 'found' && found.ticketId === ticketId ? found.status : undefined;
