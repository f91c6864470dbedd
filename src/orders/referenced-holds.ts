import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  commandIdOf,
  LANE_SURROUNDINGS,
  StreamFold,
  type LaneSurroundings,
} from '../event-sourcing/index.js';
import { Problem } from '../platform/problem/index.js';
import type { Request } from '../platform/requests/index.js';
import type { HoldTimeslot } from './domain/order.commands.js';
import { placeOfOrder, type OrderPlace } from './order-id.js';
import { OrderReferences, type Claimed, type ReferenceClaim } from './references/index.js';
import { serviceDayKind, serviceDayStream } from './service-day-streams.js';

/** A claim whose order is not in the log after so long came to nothing: no lane waits longer for its append. */
const CLAIM_OPEN_MS = 60_000;
const HOLD: HoldTimeslot['type'] = 'HoldTimeslot';

interface Wanted {
  readonly asked: Request;
  readonly place: OrderPlace;
  readonly reference: string;
  /** For a first sending; a repeated one gets the id of the first. */
  readonly orderId: string;
}

/** Holds under a storefront's own reference, which names one order of it at most, on whatever day. */
@Injectable()
export class ReferencedHolds {
  private readonly logger = new Logger('ReferencedHolds');

  constructor(
    private readonly references: OrderReferences,
    @Inject(LANE_SURROUNDINGS) private readonly around: LaneSurroundings,
  ) {}

  /** Claims the reference, then holds. Throws REFERENCE_TAKEN where it names another order. */
  async hold<Result>(wanted: Wanted, hold: (orderId: string) => Promise<Result>): Promise<Result> {
    const claim = claimOf(wanted);
    const orderId = await this.claim(claim);
    try {
      return await hold(orderId);
    } catch (error) {
      // A problem is a refusal. Of anything else the outcome is open, and the claim stands until it is settled.
      if (error instanceof Problem) await this.giveBack(claim);
      throw error;
    }
  }

  private async claim(claim: ReferenceClaim): Promise<string> {
    const claimed = await this.references.claim(claim);
    if (claimed.kind === 'claimed') return claimed.orderId;
    if ((await this.isFree(claimed)) && (await this.references.retake(claim, claimed.commandId))) {
      return claim.orderId;
    }
    throw referenceTaken(claim.reference, claimed.orderId);
  }

  /** Whether a claim came to nothing, or its hold was given back: the day itself knows. */
  private async isFree({ orderId, ageMs }: Extract<Claimed, { kind: 'taken' }>): Promise<boolean> {
    const { storeId = '', businessDate = '' } = placeOfOrder(orderId) ?? {};
    const fold = new StreamFold(serviceDayStream(storeId, businessDate), serviceDayKind, this.around);
    await fold.readDelta();
    const order = fold.state.orders.get(orderId);
    return order === undefined ? ageMs > CLAIM_OPEN_MS : order.status === 'released';
  }

  private async giveBack(claim: ReferenceClaim): Promise<void> {
    try {
      await this.references.giveBack(claim);
    } catch (cause) {
      this.logger.warn({ err: cause }, 'a reference is given back later, when it is asked for again');
    }
  }
}

const claimOf = ({ asked, place, reference, orderId }: Wanted): ReferenceClaim => {
  const { principal, idempotencyKey } = asked;
  const stream = serviceDayStream(place.storeId, place.businessDate);
  return {
    principal: principal.id,
    reference,
    orderId,
    commandId: commandIdOf(principal.id, HOLD, stream, idempotencyKey),
  };
};

const referenceTaken = (reference: string, orderId: string): Problem =>
  new Problem(409, 'REFERENCE_TAKEN', {
    title: `The reference ${reference} names the order ${orderId} already.`,
    todo: 'Go on with that order, or hold under another reference. If it is not known yet, its hold is being made: ask again in a minute.',
    facts: { reference, orderId },
  });
