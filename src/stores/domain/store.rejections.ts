/** Refusals of the room, by stable code. */
export type StoreRejection =
  | { readonly code: 'STORE_EXISTS'; readonly storeId: string }
  /** Two of the terms contradict each other. */
  | { readonly code: 'TERMS_INVALID'; readonly field: string; readonly why: string };
