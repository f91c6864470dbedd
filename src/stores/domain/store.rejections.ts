/** Refusals of the room, by stable code. */
export type StoreRejection =
  | { readonly code: 'STORE_EXISTS'; readonly storeId: string }
  | { readonly code: 'STORE_UNKNOWN' }
  /** Somebody else has changed the store since the revision that was to be replaced. */
  | { readonly code: 'STORE_CHANGED'; readonly revision: string }
  /** Two of the terms contradict each other. */
  | { readonly code: 'TERMS_INVALID'; readonly field: string; readonly why: string }
  /** A pause that would be over already, or would last for too long. */
  | {
      readonly code: 'PAUSE_INVALID';
      readonly until: string;
      readonly earliest: string;
      readonly latest: string;
      readonly daysMax: number;
    }
  /** An override that no slot could ever heed. */
  | { readonly code: 'OVERRIDE_INVALID'; readonly field: string; readonly why: string }
  | { readonly code: 'OVERRIDES_TOO_MANY'; readonly overridesMax: number };
