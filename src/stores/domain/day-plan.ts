import type { CapacityOverride } from './capacity-overrides.js';
import type { OpeningHours, OpeningPeriod, Pause, PosAccount, StoreDetails } from './store.events.js';
import type { Store } from './store.js';
import type { SlotLimits, Terms } from './terms.events.js';

/** The instant at which clocks in `zone` show a date and time; `fold` chooses where they show it twice. */
export type InstantAt = (zone: string, date: string, time: string, fold: 'earlier' | 'later') => string;

export interface PlannedSlot {
  readonly start: string;
  readonly end: string;
  readonly limits: SlotLimits;
}

/** One business date of a store as it would be sold now: everything `ServiceDayOpened` freezes. */
export interface DayPlan {
  readonly storeId: string;
  readonly businessDate: string;
  readonly zone: string;
  readonly currency: string;
  readonly slots: readonly PlannedSlot[];
  readonly terms: Terms;
  /** Revision of the store's stream this plan was made from. */
  readonly storeRevision: string;
  readonly posAccount: PosAccount;
  /** Until its end, which may have passed, no new hold is promised. */
  readonly pause?: Pause | undefined;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const MINUTE_MS = 60_000;

/**
 * Plans a business date; undefined while the store is not opened. Its slots step in real minutes; a store that is closed
 * that day has none.
 */
export const planDay = (store: Store, businessDate: string, instantAt: InstantAt): DayPlan | undefined => {
  const { details, overrides, pause, revision } = store;
  if (details === undefined) return undefined;
  const periods = periodsOn(details.hours, businessDate);
  const slots = withoutOverlap(periods.flatMap(period => slotsOf(details, businessDate, period, instantAt)));
  return {
    storeId: details.storeId,
    businessDate,
    zone: details.zone,
    currency: details.currency,
    slots: overridden(
      slots,
      overrides.filter(override => override.businessDate === businessDate),
    ),
    terms: details.terms,
    storeRevision: revision.toString(),
    posAccount: details.posAccount,
    ...(pause === undefined ? {} : { pause }),
  };
};

const overridden = (
  slots: readonly PlannedSlot[],
  overrides: readonly CapacityOverride[],
): readonly PlannedSlot[] =>
  overrides.length === 0
    ? slots
    : slots.map(slot => {
        const override = overrides.find(({ from, to }) => from <= slot.start && slot.start < to);
        return override === undefined ? slot : { ...slot, limits: override.limits };
      });

export const periodsOn = (hours: OpeningHours, date: string): readonly OpeningPeriod[] => {
  const exception = hours.exceptions.find(other => other.date === date);
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00.000Z`).getUTCDay()] ?? 'sunday';
  return exception?.periods ?? hours[weekday];
};

const slotsOf = (
  { zone, terms }: StoreDetails,
  date: string,
  { opens, closes }: OpeningPeriod,
  instantAt: InstantAt,
): PlannedSlot[] => {
  const closingDate = closes > opens ? date : nextDate(date);
  const openMs = Date.parse(instantAt(zone, date, opens, 'earlier'));
  const closeMs = Date.parse(instantAt(zone, closingDate, closes, 'later'));
  const stepMs = terms.slotMinutes * MINUTE_MS;
  const slots: PlannedSlot[] = [];
  for (let startMs = openMs; startMs + stepMs <= closeMs; startMs += stepMs) {
    slots.push({ start: isoOf(startMs), end: isoOf(startMs + stepMs), limits: terms.limits });
  }
  return slots;
};

/** Slots in order of their start; where periods overlap, the earlier slot stays. */
const withoutOverlap = (slots: PlannedSlot[]): PlannedSlot[] => {
  const kept: PlannedSlot[] = [];
  for (const slot of slots.sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = kept.at(-1);
    if (last === undefined || slot.start >= last.end) kept.push(slot);
  }
  return kept;
};

const nextDate = (date: string): string =>
  isoOf(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).slice(0, 10);
const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();
