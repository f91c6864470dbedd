import type { Load } from './order.events.js';

export type Dimension = keyof Load;

/** Why a slot cannot take a load: the limit that binds, and its numbers. */
export interface BindingLimit {
  readonly limit: Dimension;
  readonly capacity: number;
  readonly confirmed: number;
  readonly held: number;
  readonly asked: number;
}

/** Refusals of the room, by stable code. `nearest` names the starts of open slots, nearest first. */
export type OrderRejection =
  /** Nobody opened the day yet and the command brought no plan for it. Never leaves the room. */
  | { readonly code: 'DAY_UNOPENED' }
  | { readonly code: 'STORE_UNKNOWN'; readonly storeId: string }
  | { readonly code: 'STORE_CLOSED'; readonly businessDate: string }
  | { readonly code: 'SLOT_TOO_FAR'; readonly slot: string; readonly horizonDays: number }
  | { readonly code: 'SLOT_UNKNOWN'; readonly slot: string; readonly nearest: readonly string[] }
  | { readonly code: 'SLOT_PAST'; readonly slot: string; readonly nearest: readonly string[] }
  | {
      readonly code: 'SLOT_TOO_SOON';
      readonly slot: string;
      readonly leadMinutes: number;
      readonly nearest: readonly string[];
    }
  | ({
      readonly code: 'SLOT_FULL';
      readonly slot: string;
      readonly nearest: readonly string[];
    } & BindingLimit)
  | {
      readonly code: 'SLOT_ON_OTHER_DAY';
      readonly slot: string;
      readonly businessDate: string;
      readonly nearest: readonly string[];
    }
  /** The store takes no new holds until then. */
  | { readonly code: 'STORE_PAUSED'; readonly until: string; readonly reason: string }
  | { readonly code: 'DAY_CLOSED'; readonly businessDate: string }
  /** The day is not over, or orders of it have no end; or it has moved on since its digest was made. */
  | {
      readonly code: 'DAY_CANNOT_CLOSE';
      readonly notBefore: string;
      readonly orders: readonly string[];
      readonly revision: string;
    }
  | { readonly code: 'HOLD_QUOTA_EXCEEDED'; readonly guestHoldsMax: number; readonly held: number }
  | { readonly code: 'HOLD_UNKNOWN'; readonly orderId: string }
  | { readonly code: 'HOLD_EXPIRED'; readonly orderId: string; readonly expiredAt: string }
  | { readonly code: 'RENEWAL_LIMIT'; readonly orderId: string; readonly renewalsMax: number }
  | { readonly code: 'ORDER_UNKNOWN'; readonly orderId: string }
  | { readonly code: 'ORDER_NOT_CONFIRMED'; readonly orderId: string }
  | { readonly code: 'ORDER_ALREADY_CONFIRMED'; readonly orderId: string }
  | { readonly code: 'ORDER_CANCELLED'; readonly orderId: string }
  | { readonly code: 'ORDER_ALREADY_SENT'; readonly orderId: string; readonly ticketId: string | undefined }
  | { readonly code: 'ORDER_ALREADY_COMPLETED'; readonly orderId: string }
  | { readonly code: 'ORDER_INVALID'; readonly field: string; readonly why: string }
  | {
      readonly code: 'LOAD_EXCEEDS_HOLD';
      readonly limit: Dimension;
      readonly held: number;
      readonly asked: number;
    }
  | { readonly code: 'TOTAL_MISMATCH'; readonly computed: number; readonly claimed: number }
  | { readonly code: 'TOO_LATE'; readonly orderId: string; readonly deadline: string }
  | { readonly code: 'DELIVERY_IN_FLIGHT'; readonly orderId: string; readonly attempt: number }
  | { readonly code: 'DELIVERY_NEEDS_A_PERSON'; readonly orderId: string }
  | { readonly code: 'ALREADY_DELIVERED'; readonly orderId: string; readonly ticketId: string | undefined }
  | { readonly code: 'CANCELLATION_REQUESTED'; readonly orderId: string }
  /** A newer owner of the account has spoken in this stream. */
  | { readonly code: 'STALE_OWNER'; readonly account: string; readonly epoch: number }
  /** The store has another POS account now. */
  | { readonly code: 'ACCOUNT_CHANGED'; readonly account: string; readonly location: string }
  | { readonly code: 'NOTHING_TO_RESEND'; readonly orderId: string }
  /** The POS may not know the key any more, or never knows one: sent again, the order could be there twice. */
  | { readonly code: 'RESEND_UNSAFE'; readonly orderId: string; readonly until: string | undefined }
  | { readonly code: 'NOTHING_TO_VOID'; readonly orderId: string }
  /** The ticket was made at another place than the one that is to take it back; undefined where none is known. */
  | { readonly code: 'TICKET_ELSEWHERE'; readonly orderId: string; readonly account: string | undefined }
  | { readonly code: 'VOID_IN_FLIGHT'; readonly orderId: string; readonly attempt: number }
  /** Its guest's data is still needed to hand the order over. */
  | { readonly code: 'ORDER_STILL_OWED'; readonly orderId: string };
