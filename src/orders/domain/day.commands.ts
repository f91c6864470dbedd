import type { DayPlan } from '../../stores/index.js';

/** Carries what a store is sold under now into an open day of it. */
export interface ApplyStoreTerms {
  readonly type: 'ApplyStoreTerms';
  readonly plan: DayPlan;
}

/** A new owner of a POS account says so before its first effect. */
export interface TakeDeliveryOwnership {
  readonly type: 'TakeDeliveryOwnership';
  readonly account: string;
  readonly epoch: number;
}

export interface CloseServiceDay {
  readonly type: 'CloseServiceDay';
  /** The newest revision of the stream, and the digest of all its events up to there. */
  readonly throughRevision: string;
  readonly digest: string;
}

/** Commands that speak of the day itself, not of one of its orders. */
export type DayCommand = ApplyStoreTerms | TakeDeliveryOwnership | CloseServiceDay;
