import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '../event-sourcing/index.js';
import {
  dueAt,
  OpenDayFollower,
  ProcessSurroundings,
  type OpenedDay,
  type OrderEvent,
} from '../orders/index.js';
import { epochMsOf } from '../platform/clock/index.js';
import { Metrics } from '../platform/telemetry/index.js';

const MS_PER_SECOND = 1_000;

const OUTCOMES: Readonly<Partial<Record<OrderEvent['type'], string>>> = {
  OrderDelivered: 'delivered',
  DeliveryNotSent: 'not-sent',
  DeliveryRejected: 'rejected',
  DeliveryUnknown: 'unknown',
  DeliveryProvenAbsent: 'proven-absent',
  OrderVoided: 'voided',
  VoidRefused: 'void-refused',
  VoidUnknown: 'void-unknown',
};

/** Counts what becomes of deliveries and voids, and how late deliveries are. It only looks. */
@Injectable()
export class DeliveryMeter extends OpenDayFollower {
  readonly name = 'delivery-meter';
  private at = '';

  constructor(
    around: ProcessSurroundings,
    private readonly metrics: Metrics,
  ) {
    super(around);
  }

  override async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      this.at = event.metadata.decidedAt;
      await super.handle([event]);
    }
  }

  protected override orderParked(): void {
    // What cannot be measured harms no order.
  }

  /** What happened before this node led was measured by whoever led then. */
  protected override hear(day: OpenedDay, event: OrderEvent): void {
    const outcome = OUTCOMES[event.type];
    if (outcome !== undefined) this.metrics.deliveries.inc({ outcome });
    if (event.type === 'DeliveryEscalated') this.metrics.escalations.inc({ cause: event.data.cause });
    if (event.type === 'OrderDelivered') this.measureLateness(day, event.data.orderId);
  }

  private measureLateness(day: OpenedDay, orderId: string): void {
    const order = day.orders.get(orderId);
    if (order === undefined || !('delivery' in order)) return;
    const due = dueAt(day, order.slot);
    const from = order.confirmedAt > due ? order.confirmedAt : due;
    this.metrics.deliveryLateness.observe((epochMsOf(this.at) - epochMsOf(from)) / MS_PER_SECOND);
  }
}
