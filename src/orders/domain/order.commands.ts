import type { DayPlan } from '../../stores/index.js';
import type { DayCommand } from './day.commands.js';
import type { DeliveryCommand } from './delivery.commands.js';
import type { Load, OrderLine, Sealed } from './order.events.js';

export interface HoldTimeslot {
  readonly type: 'HoldTimeslot';
  /** Minted at the edge; its day is this stream's day. */
  readonly orderId: string;
  /** Start of the wanted slot. */
  readonly slot: string;
  readonly load: Load;
  readonly by: string;
  /** True where a guest holds for themself, whose holds of a day are counted. */
  readonly guest: boolean;
  /** The storefront's own name for the order. */
  readonly reference?: string;
  /** How the day would be sold now; needed only where no command has opened it yet. */
  readonly plan?: DayPlan;
}

export interface RenewHold {
  readonly type: 'RenewHold';
  readonly orderId: string;
  readonly by: string;
}

export interface ReleaseHold {
  readonly type: 'ReleaseHold';
  readonly orderId: string;
  readonly by: string;
}

export interface ExpireHold {
  readonly type: 'ExpireHold';
  readonly orderId: string;
}

export interface ConfirmOrder {
  readonly type: 'ConfirmOrder';
  readonly orderId: string;
  readonly lines: readonly OrderLine[];
  /** The storefront's total in minor units; compared with the one computed here. */
  readonly total: number;
  readonly currency: string;
  readonly customer: Sealed;
  readonly paymentRef: string;
}

export interface MoveOrder {
  readonly type: 'MoveOrder';
  readonly orderId: string;
  /** Start of the slot it is to go to. */
  readonly toSlot: string;
  readonly by: string;
}

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly orderId: string;
  readonly by: string;
  readonly reason: string;
  /** True where a storefront calls it off, which is told by the answer it gets. */
  readonly asStorefront: boolean;
}

/** A storefront has taken the word that an order was cancelled. */
export interface RecordCancellationTold {
  readonly type: 'RecordCancellationTold';
  readonly orderId: string;
  readonly by: 'webhook';
}

export interface ForgetGuest {
  readonly type: 'ForgetGuest';
  readonly orderId: string;
  readonly by: string;
}

export type OrderCommand =
  | HoldTimeslot
  | RenewHold
  | ReleaseHold
  | ExpireHold
  | ConfirmOrder
  | MoveOrder
  | CancelOrder
  | RecordCancellationTold
  | ForgetGuest
  | DeliveryCommand
  | DayCommand;

export type CommandNamed<Type extends OrderCommand['type']> = Extract<OrderCommand, { type: Type }>;
