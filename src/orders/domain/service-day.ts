import { LayeredMap } from '../../event-sourcing/layered-map.js';
import type { DayPlan } from '../../stores/index.js';
import type { Delivery, Voiding } from './delivery.js';
import type { EventNamed, Load } from './order.events.js';

/** What a slot may take and what is taken. `held` counts every hold whose end is not yet recorded, lapsed or not. */
export interface SlotTally {
  readonly start: string;
  readonly end: string;
  readonly limits: DayPlan['slots'][number]['limits'];
  readonly confirmed: LoadSum;
  readonly held: LoadSum;
  /** True where the store sells it no longer, and keeps what was sold of it. */
  readonly outside: boolean;
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

interface Hold extends OrderBase {
  readonly expiresAt: string;
  readonly renewals: number;
  readonly guest: boolean;
}

export interface HeldOrder extends Hold {
  readonly status: 'held';
}

/** A hold whose end is recorded: `lapsed` may still be confirmed late, `released` is gone. */
export interface EndedHold extends Hold {
  readonly status: 'lapsed' | 'released';
}

/** How far the kitchen is, in the order it goes. */
export const KITCHEN_STEPS = ['none', 'acknowledged', 'in-preparation', 'ready', 'collected'] as const;
export type KitchenStep = (typeof KITCHEN_STEPS)[number];

/** What a cancelled order owes its storefront: to know of it. */
export interface Telling {
  readonly since: string;
  readonly toldBy: 'webhook' | 'answer' | undefined;
  /** A person was told instead. */
  readonly escalated: boolean;
}

/** A step the POS told of after a later one. */
export interface StepBack {
  readonly step: KitchenStep;
  readonly version: number;
  readonly posAt: string;
}

export interface ConfirmedOrder extends OrderBase {
  readonly status: 'confirmed' | 'cancelled' | 'voided';
  readonly confirmedAt: string;
  readonly total: number;
  readonly paymentRef: string;
  readonly customer: EventNamed<'OrderConfirmed'>['data']['customer'];
  readonly lines: EventNamed<'OrderConfirmed'>['data']['lines'];
  readonly delivery: Delivery;
  /** Called off while the POS has it, or may have it. */
  readonly cancellation: { readonly by: string; readonly reason: string } | undefined;
  readonly voiding: Voiding;
  /** Undefined while the order is not cancelled. */
  readonly telling: Telling | undefined;
  /** A person was told of it, and why. */
  readonly escalation: EventNamed<'DeliveryEscalated'>['data']['cause'] | undefined;
  readonly forgotten: boolean;
  readonly kitchen: KitchenStep;
  /** Newest version of its ticket that was recorded, and the one at which the kitchen stands where it does. */
  readonly ticketVersion: number;
  readonly kitchenVersion: number;
  /** Steps back that were noted: a reopening that is told late explains them. */
  readonly stepsBack: readonly StepBack[];
  /** Further tickets of this order that the POS has shown, with the newest version noted of each. */
  readonly otherTickets: ReadonlyMap<string, number>;
}

export type Order = HeldOrder | EndedHold | ConfirmedOrder;

/** One store on one business date, folded. Values inside the maps are replaced, never changed. */
export interface ServiceDay {
  /** What the day is sold under now; undefined until it is opened. */
  plan: DayPlan | undefined;
  closed: boolean;
  /** Revision of the newest event; -1 before any. */
  revision: bigint;
  readonly slots: LayeredMap<string, SlotTally>;
  readonly orders: LayeredMap<string, Order>;
  /** Holds whose end is not recorded: few, however long the day. */
  readonly openHolds: LayeredMap<string, HeldOrder>;
  /** How many of them each guest has. */
  readonly guestHolds: LayeredMap<string, number>;
  /** Epoch of the newest owner of each POS account that has spoken here. */
  readonly owners: LayeredMap<string, number>;
}

export const unopenedDay = (): ServiceDay => ({
  plan: undefined,
  closed: false,
  revision: -1n,
  slots: new LayeredMap(),
  orders: new LayeredMap(),
  openHolds: new LayeredMap(),
  guestHolds: new LayeredMap(),
  owners: new LayeredMap(),
});

export const forkDay = (day: ServiceDay): ServiceDay => ({
  plan: day.plan,
  closed: day.closed,
  revision: day.revision,
  slots: day.slots.fork(),
  orders: day.orders.fork(),
  openHolds: day.openHolds.fork(),
  guestHolds: day.guestHolds.fork(),
  owners: day.owners.fork(),
});

export const isConfirmed = (order: Order | undefined): order is ConfirmedOrder =>
  order?.status === 'confirmed' || order?.status === 'cancelled' || order?.status === 'voided';
