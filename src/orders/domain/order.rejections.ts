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
  | { readonly code: 'HOLD_UNKNOWN'; readonly orderId: string }
  | { readonly code: 'ORDER_UNKNOWN'; readonly orderId: string }
  | { readonly code: 'ORDER_NOT_CONFIRMED'; readonly orderId: string }
  | { readonly code: 'ORDER_ALREADY_CONFIRMED'; readonly orderId: string }
  | { readonly code: 'ORDER_CANCELLED'; readonly orderId: string }
  | { readonly code: 'ORDER_ALREADY_SENT'; readonly orderId: string; readonly ticketId: string }
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
  | { readonly code: 'DELIVERY_NEEDS_A_PERSON'; readonly orderId: string };
