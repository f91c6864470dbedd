/** What a call is for, the most urgent first. */
export const PRIORITIES = ['deliver', 'settle', 'void', 'feed', 'backfill'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The share of every limit that is kept for deliveries: whatever else there is to do, a due order finds room. */
export const RESERVE_SHARE = 0.25;

/** What of a limit calls of this priority may use, at this share of the full rate. It is never nothing. */
export const allowedOf = (limit: number, priority: Priority, share: number): number => {
  const atShare = Math.max(1, Math.floor(limit * share));
  const reserve = priority === 'deliver' ? 0 : Math.min(atShare - 1, Math.ceil(atShare * RESERVE_SHARE));
  return atShare - reserve;
};
