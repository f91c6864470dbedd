import type { EventStore } from '../event-sourcing/index.js';
import type { BusinessTimers } from '../platform/clock/index.js';
import type { OrderEvent } from './domain/order.events.js';
import type { OpenedDay } from './domain/opening.js';
import { OpenDayFollower, type ListOpenDays } from './open-day-follower.js';
import type { DispatchOrder } from './dispatch-order.js';

/** Records that holds have lapsed. It is a record only: a hold stops counting at its `expiresAt` without it. */
export class HoldExpiry extends OpenDayFollower {
  readonly name = 'hold-expiry';

  constructor(
    store: EventStore,
    listOpenDays: ListOpenDays,
    private readonly timers: BusinessTimers,
    private readonly dispatch: DispatchOrder,
  ) {
    super(store, listOpenDays);
  }

  protected resume(_stream: string, day: OpenedDay): void {
    for (const { orderId, expiresAt } of day.openHolds.values()) this.expireAt(orderId, expiresAt);
  }

  protected react(_stream: string, day: OpenedDay, event: OrderEvent): void {
    if (!('orderId' in event.data)) return;
    const hold = day.openHolds.get(event.data.orderId);
    if (hold === undefined) this.timers.cancel(timerOf(event.data.orderId));
    else this.expireAt(hold.orderId, hold.expiresAt);
  }

  private expireAt(orderId: string, expiresAt: string): void {
    this.timers.set(timerOf(orderId), expiresAt, () => {
      void this.dispatch.send({ type: 'ExpireHold', orderId }, `${orderId}@${expiresAt}`);
    });
  }
}

const timerOf = (orderId: string): string => `expire ${orderId}`;
