import { LayeredMap } from '../../event-sourcing/layered-map.js';
import type { DayPlan } from '../../stores/index.js';
import type { EventNamed, Load } from './order.events.js';
import type { Delivery } from './delivery.js';

/** What a slot may take and what is taken. `held` counts every hold whose end is not yet recorded, lapsed or not. */
export interface SlotTally {
  readonly start: string;
  readonly end: string;
  readonly limits: DayPlan['slots'][number]['limits'];
  readonly confirmed: LoadSum;
  readonly held: LoadSum;
}

/** A sum of loads. */
export interface LoadSum {
  readonly orders: number;
  readonly items: number;
  readonly amount: number;
  readonly prepSeconds: number;
}

interface OrderBase {
  readonly orderId: string;
  readonly slot: string;
  readonly load: Load;
  readonly by: string;
  /** Revision of the last event of this order. */
  readonly revision: bigint;
}

export interface HeldOrder extends OrderBase {
  readonly status: 'held';
  readonly expiresAt: string;
}

/** A hold whose end is recorded: `lapsed` may still be confirmed late, `released` is gone. */
export interface EndedHold extends OrderBase {
  readonly status: 'lapsed' | 'released';
  readonly expiresAt: string;
}

/** How far the kitchen is, in the order it goes. */
export const KITCHEN_STEPS = ['none', 'acknowledged', 'in-preparation', 'ready', 'collected'] as const;
export type KitchenStep = (typeof KITCHEN_STEPS)[number];

export interface ConfirmedOrder extends OrderBase {
  readonly status: 'confirmed' | 'cancelled' | 'voided';
  readonly confirmedAt: string;
  readonly total: number;
  readonly paymentRef: string;
  readonly customer: EventNamed<'OrderConfirmed'>['data']['customer'];
  readonly lines: EventNamed<'OrderConfirmed'>['data']['lines'];
  readonly delivery: Delivery;
  readonly kitchen: KitchenStep;
  /** Newest version of its ticket that was recorded. */
  readonly ticketVersion: number;
  /** Further tickets of this order that the POS has shown, with the newest version noted of each. */
  readonly otherTickets: ReadonlyMap<string, number>;
}

export type Order = HeldOrder | EndedHold | ConfirmedOrder;

/** One store on one business date, folded. Values inside the maps are replaced, never changed. */
export interface ServiceDay {
  /** Undefined until the day is opened. */
  plan: DayPlan | undefined;
  readonly slots: LayeredMap<string, SlotTally>;
  readonly orders: LayeredMap<string, Order>;
  /** Holds whose end is not recorded: few, however long the day. */
  readonly openHolds: LayeredMap<string, HeldOrder>;
}

export const unopenedDay = (): ServiceDay => ({
  plan: undefined,
  slots: new LayeredMap(),
  orders: new LayeredMap(),
  openHolds: new LayeredMap(),
});

export const forkDay = (day: ServiceDay): ServiceDay => ({
  plan: day.plan,
  slots: day.slots.fork(),
  orders: day.orders.fork(),
  openHolds: day.openHolds.fork(),
});
