import { z } from 'zod';
import { defineEvent } from '../../event-sourcing/decider.js';

/** A limit a slot may have, per kind of load. At least one is set; what is not set is not limited. */
export const slotLimits = z
  .strictObject({
    orders: z.int().min(0).max(100_000).optional(),
    items: z.int().min(0).max(1_000_000).optional(),
    amount: z.int().min(0).max(1_000_000_000).optional(),
    prepSeconds: z.int().min(0).max(10_000_000).optional(),
  })
  .refine(limits => Object.values(limits).some(limit => limit !== undefined), 'at least one limit is needed');
export type SlotLimits = z.infer<typeof slotLimits>;

/** What a day is sold under. All durations are whole minutes unless the name says otherwise. */
export const terms = z.strictObject({
  slotMinutes: z.int().min(5).max(240),
  limits: slotLimits,
  holdMinutes: z.int().min(1).max(120),
  leadMinutes: z.int().min(0).max(1_440),
  deliverMinutesBefore: z.int().min(1).max(1_440),
  giveUpMinutesBefore: z.int().min(0).max(1_440),
  horizonDays: z.int().min(1).max(60),
  /** A slot shows as `few` when at most this share of a limit is left. */
  fewPercent: z.int().min(0).max(100),
  /** How often one hold may be renewed. */
  renewalsMax: z.int().min(0).max(20),
  /** Open holds that one guest may have on one day. */
  guestHoldsMax: z.int().min(1).max(100),
  /** A day may close so long after its last slot has ended. */
  closeAfterHours: z.int().min(1).max(48),
});
export type Terms = z.infer<typeof terms>;

type FirstTerms = Omit<Terms, 'renewalsMax' | 'guestHoldsMax' | 'closeAfterHours'>;

/** What a store that was opened before these terms existed is sold under ever since. */
export const withLaterTerms = (first: FirstTerms): Terms => ({
  ...first,
  renewalsMax: 2,
  guestHoldsMax: 4,
  closeAfterHours: 6,
});

export const StoreTermsChanged = defineEvent(
  'StoreTermsChanged',
  z.strictObject({ terms, by: z.string() }),
  'a store is sold under other terms from now on; they replace the old ones as a whole',
);

const instant = z.iso.datetime({ precision: 3 });

export const CapacityOverridden = defineEvent(
  'CapacityOverridden',
  z.strictObject({
    businessDate: z.iso.date(),
    from: instant,
    to: instant,
    limits: slotLimits.nullable(),
    by: z.string(),
    why: z.string(),
  }),
  'the slots of one business date that start from `from` until before `to` get these limits instead of those of the terms, or those of the terms again where `limits` is null; of two overrides the later counts',
);
