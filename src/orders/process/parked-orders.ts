import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf, PARKING_LOT, type ParkingLot, type RecordedEvent } from '../../event-sourcing/index.js';
import { NETWORK_TIME, type NetworkTime } from '../../platform/clock/index.js';
import { placeOfOrder } from '../order-id.js';
import { DispatchOrder } from './dispatch-order.js';

/** Pause before an escalation that the log did not take is tried again. */
const RETRY_MS = 10_000;

/** Every process manager of a node asks for the key of every event, more than once. */
const keysOfEvents = new WeakMap<RecordedEvent, string>();

/** What waits together with an event: its order, or its whole stream's facts that belong to no order. */
export const parkingKeyOf = (recorded: RecordedEvent): string => {
  const known = keysOfEvents.get(recorded);
  if (known !== undefined) return known;
  const { orderId } = (recorded.data ?? {}) as { readonly orderId?: unknown };
  const key = typeof orderId === 'string' && placeOfOrder(orderId) !== undefined ? orderId : recorded.stream;
  keysOfEvents.set(recorded, key);
  return key;
};

/** Where process managers put the orders they cannot go on with, and who is told. */
@Injectable()
export class ParkedOrders {
  private readonly logger = new Logger('ProcessManager');

  constructor(
    @Inject(PARKING_LOT) readonly lot: ParkingLot,
    private readonly dispatch: DispatchOrder,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
  ) {}

  /** Hands an order to a person; told again, it changes nothing. Where the log does not take it now, it is tried again. */
  async escalate(orderId: string, consumer: string, error: string): Promise<void> {
    const detail = `${consumer} could not go on: ${error}`;
    try {
      await this.dispatch.send(
        { type: 'EscalateDelivery', orderId, cause: 'event-parked', detail },
        `${orderId} parked by ${consumer}`,
      );
    } catch (cause) {
      this.logger.error(
        { err: cause, orderId, consumer },
        `a parked order could not be escalated yet: ${messageOf(cause)}`,
      );
      this.network.after(RETRY_MS, () => void this.escalate(orderId, consumer, error));
    }
  }
}
