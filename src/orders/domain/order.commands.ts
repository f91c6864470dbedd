import type { DayPlan } from '../../stores/index.js';
import type { EventNamed, Load, OrderLine, Sealed } from './order.events.js';

export interface HoldTimeslot {
  readonly type: 'HoldTimeslot';
  /** Minted at the edge; its day is this stream's day. */
  readonly orderId: string;
  /** Start of the wanted slot. */
  readonly slot: string;
  readonly load: Load;
  readonly by: string;
  /** The storefront's own name for the order. */
  readonly reference?: string;
  /** How the day would be sold now; needed only where no command has opened it yet. */
  readonly plan?: DayPlan;
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

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly orderId: string;
  readonly by: string;
  readonly reason: string;
}

export interface StartDelivery extends Omit<
  EventNamed<'DeliveryStarted'>['data'],
  'attempt' | 'deadline' | 'key'
> {
  readonly type: 'StartDelivery';
}

export type DeliveryOutcome =
  | { readonly kind: 'accepted'; readonly ticketId: string; readonly learnedBy: 'reply' | 'look-up' | 'feed' }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly proof: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'proven-absent' };

export interface RecordDelivery {
  readonly type: 'RecordDelivery';
  readonly orderId: string;
  readonly attempt: number;
  readonly outcome: DeliveryOutcome;
}

export interface EscalateDelivery {
  readonly type: 'EscalateDelivery';
  readonly orderId: string;
  readonly cause: 'gave-up' | 'key-missing';
  readonly detail: string;
}

export interface RecordPosUpdate {
  readonly type: 'RecordPosUpdate';
  readonly orderId: string;
  readonly ticketId: string;
  /** As the adapter translated it; a status the house has no word for comes as it is. */
  readonly status: string;
  readonly version: number;
  readonly posAt: string;
}

export type OrderCommand =
  | HoldTimeslot
  | ReleaseHold
  | ExpireHold
  | ConfirmOrder
  | CancelOrder
  | StartDelivery
  | RecordDelivery
  | EscalateDelivery
  | RecordPosUpdate;
