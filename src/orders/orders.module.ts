import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { Subscriptions, type Follower } from '../event-sourcing/index.js';
import { Leadership, POOL, type Pool } from '../platform/postgres/index.js';
import { CARRY_TERMS } from '../stores/index.js';
import { HoldExpiry } from './hold-expiry.js';
import { OrderChangesController } from './order-changes.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersHandler } from './orders.handler.js';
import { TermsCarrier } from './process/carry-terms.js';
import { CancellationTelling } from './process/cancellation-telling.js';
import { DayClosing } from './process/day-closing.js';
import { DispatchOrder } from './process/dispatch-order.js';
import { KeySweep } from './process/key-sweep.js';
import { OpenDayLog } from './process/open-day-log.js';
import { ParkedOrders } from './process/parked-orders.js';
import { ProcessSurroundings } from './process/process-surroundings.js';
import { TermsFollower } from './process/terms-follower.js';
import { OrderReferences } from './references/index.js';
import { ReferencedHolds } from './referenced-holds.js';
import { SubmitOrder } from './submit-order.js';

/** Global, because the stores ask it to carry their changes into open days. */
@Global()
@Module({
  controllers: [OrdersController, OrderChangesController],
  providers: [
    OrdersHandler,
    SubmitOrder,
    ReferencedHolds,
    { provide: OrderReferences, inject: [POOL], useFactory: (pool: Pool) => OrderReferences.open(pool) },
    DispatchOrder,
    ParkedOrders,
    OpenDayLog,
    ProcessSurroundings,
    HoldExpiry,
    TermsCarrier,
    TermsFollower,
    DayClosing,
    CancellationTelling,
    KeySweep,
    { provide: CARRY_TERMS, inject: [TermsCarrier], useFactory: ({ carry }: TermsCarrier) => carry },
  ],
  exports: [DispatchOrder, ProcessSurroundings, CARRY_TERMS],
})
export class OrdersModule implements OnModuleInit {
  constructor(
    private readonly expiry: HoldExpiry,
    private readonly terms: TermsFollower,
    private readonly closing: DayClosing,
    private readonly telling: CancellationTelling,
    private readonly sweep: KeySweep,
    private readonly subscriptions: Subscriptions,
    private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    for (const follower of [this.expiry, this.terms, this.closing, this.telling]) {
      this.followWhileLeading(follower);
    }
    this.leadership.whileLeading({ start: () => this.sweep.start(), stop: () => this.sweep.stop() });
  }

  private followWhileLeading(follower: Follower): void {
    this.leadership.whileLeading({
      start: () => void this.subscriptions.follow(follower),
      stop: () => this.subscriptions.unfollow(follower.name),
    });
  }
}
