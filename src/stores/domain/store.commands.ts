import type { Contact, OpeningHours, Pause, PosAccount, StoreDetails } from './store.events.js';
import type { SlotLimits, Terms } from './terms.events.js';

export interface OpenStore {
  readonly type: 'OpenStore';
  readonly store: StoreDetails;
}

/** What replaces a thing of a store as a whole. */
export interface Replacement {
  readonly by: string;
  /** Revisions of the store of which it may be one; any where it is left out. */
  readonly ifRevision?: readonly bigint[];
}

export interface ChangeHours extends Replacement {
  readonly type: 'ChangeHours';
  readonly hours: OpeningHours;
}

export interface ChangeTerms extends Replacement {
  readonly type: 'ChangeTerms';
  readonly terms: Terms;
}

export interface OverrideCapacity {
  readonly type: 'OverrideCapacity';
  readonly businessDate: string;
  /** Slots of the business date count whose start is at or after this instant … */
  readonly from: string;
  /** … and before this one. */
  readonly to: string;
  /** Null lifts what overrides there are. */
  readonly limits: SlotLimits | null;
  readonly by: string;
  readonly why: string;
}

export interface PauseStore extends Pause {
  readonly type: 'PauseStore';
  readonly by: string;
}

export interface ResumeStore {
  readonly type: 'ResumeStore';
  readonly by: string;
}

export interface ConnectPos extends Replacement {
  readonly type: 'ConnectPos';
  readonly posAccount: PosAccount;
}

export interface ChangeContacts extends Replacement {
  readonly type: 'ChangeContacts';
  readonly contacts: readonly Contact[];
}

export type StoreCommand =
  | OpenStore
  | ChangeHours
  | ChangeTerms
  | OverrideCapacity
  | PauseStore
  | ResumeStore
  | ConnectPos
  | ChangeContacts;
