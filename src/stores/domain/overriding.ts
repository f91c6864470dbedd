import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { earliestDateAt, liveAt, overriddenBy } from './capacity-overrides.js';
import { saysTheSame } from './says-the-same.js';
import type { OverrideCapacity } from './store.commands.js';
import type { StoreEvent } from './store.events.js';
import type { StoreRejection } from './store.rejections.js';
import type { OpenedStore } from './store.js';

/** Live overrides a store may have: a year of dates with a rush each, and some to spare. */
export const OVERRIDES_MAX = 400;

const HOUR_MS = 3_600_000;
/** Clocks are at most 14 hours ahead of UTC: no slot of a date starts earlier. */
const DATE_BEGINS_HOURS = -14;
/** Clocks are at most 12 hours behind UTC, and a day may last until the same time on the next date. */
const DATE_ENDS_HOURS = 60;

export const overrideCapacity = (
  store: OpenedStore,
  { type: _type, ...override }: OverrideCapacity,
  at: string,
): Decision<StoreEvent, StoreRejection> => {
  const flaw = flawIn(override, at);
  if (flaw !== undefined) return reject({ code: 'OVERRIDE_INVALID', ...flaw });
  const now = liveAt(store.overrides, at);
  const then = overriddenBy(now, override);
  if (saysTheSame(now, then)) return accept();
  if (then.length > OVERRIDES_MAX) return reject({ code: 'OVERRIDES_TOO_MANY', overridesMax: OVERRIDES_MAX });
  return accept({ type: 'CapacityOverridden', data: override });
};

interface Flaw {
  readonly field: string;
  readonly why: string;
}

/** Why no slot could heed an override. */
const flawIn = ({ businessDate, from, to }: Omit<OverrideCapacity, 'type'>, at: string): Flaw | undefined => {
  const earliest = earliestDateAt(at);
  if (businessDate < earliest) {
    return { field: 'businessDate', why: `is over; the earliest that may not be is ${earliest}` };
  }
  const [begins, ends] = [
    hoursInto(businessDate, DATE_BEGINS_HOURS),
    hoursInto(businessDate, DATE_ENDS_HOURS),
  ];
  const why = `must lie between ${begins} and ${ends}, where the slots of ${businessDate} are`;
  if (from < begins || from > ends) return { field: 'from', why };
  if (to < begins || to > ends) return { field: 'to', why };
  return to > from ? undefined : { field: 'to', why: `must be after from (${from})` };
};

const hoursInto = (date: string, hours: number): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + hours * HOUR_MS).toISOString();
