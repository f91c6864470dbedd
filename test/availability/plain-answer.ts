import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import type { EventNamed, OrderEvent } from '../../src/orders/index.js';
import type { StoreEventNamed } from '../../src/stores/index.js';
import { PlainTally, type PlainSum } from '../specification/plain-tally.js';

/**
 * A second opinion on availability: reads a log from its beginning every time it is asked, and says what one store can
 * promise on one date of June in London. It shares nothing with the code it judges but the events.
 */

type Sale = EventNamed<'ServiceDayOpened'>['data'];
type Slot = Sale['slots'][number];
type Terms = Sale['terms'];

export interface PlainAnswer {
  readonly slots: readonly PlainSlot[];
  readonly pausedUntil: string | undefined;
  readonly validUntil: string | undefined;
}

export interface PlainSlot {
  readonly start: string;
  readonly end: string;
  readonly local: string;
  readonly state: string;
  readonly load: object;
  readonly earliestExpiry: string | undefined;
  readonly outside: true | undefined;
}

interface PlainDay {
  readonly slots: readonly (Slot & { readonly outside: boolean })[];
  readonly terms: Terms;
  readonly pause: { readonly until: string } | undefined;
  readonly closed: boolean;
  readonly opened: boolean;
  readonly events: readonly OrderEvent[];
  readonly time: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const minutesBefore = (instant: string, minutes: number): string =>
  iso(Date.parse(instant) - minutes * MINUTE_MS);

/** What a store would sell on a date, from the facts of its own stream. */
const plannedFrom = (facts: readonly RecordedEvent[], date: string): PlainDay => {
  const dataOf = <Data>(type: string): readonly Data[] =>
    facts.filter(fact => fact.type === type).map(({ data }) => data as Data);
  const [opened] = dataOf<StoreEventNamed<'StoreOpened'>['data']>('StoreOpened');
  if (opened === undefined) throw new Error('nobody has opened this store');
  const { hours } =
    dataOf<StoreEventNamed<'StoreHoursChanged'>['data']>('StoreHoursChanged').at(-1) ?? opened;
  const { terms } =
    dataOf<StoreEventNamed<'StoreTermsChanged'>['data']>('StoreTermsChanged').at(-1) ?? opened;
  const overrides = dataOf<StoreEventNamed<'CapacityOverridden'>['data']>('CapacityOverridden')
    .filter(({ businessDate }) => businessDate === date)
    .reverse();
  const lastWord = facts.filter(({ type }) => type === 'StorePaused' || type === 'StoreResumed').at(-1);
  const slots = hours.monday.flatMap(({ opens, closes }) => {
    const first = Date.parse(`${date}T${opens}:00+01:00`);
    const closing = Date.parse(`${date}T${closes}:00+01:00`);
    const stepMs = terms.slotMinutes * MINUTE_MS;
    const count = Math.floor(((closing > first ? closing : closing + DAY_MS) - first) / stepMs);
    return Array.from({ length: count }, (_, n) => {
      const start = iso(first + n * stepMs);
      const limits = overrides.find(({ from, to }) => from <= start && start < to)?.limits ?? terms.limits;
      return { start, end: iso(first + (n + 1) * stepMs), limits, outside: false };
    });
  });
  const pause = lastWord?.type === 'StorePaused' ? (lastWord.data as { until: string }) : undefined;
  const sorted = slots.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  return { slots: sorted, terms, pause, closed: false, opened: false, events: [], time: '' };
};

/** What is sold on a day that somebody opened, from the facts of its own stream. */
const soldFrom = (facts: readonly RecordedEvent[]): PlainDay => {
  const sales = facts
    .filter(({ type }) => type === 'ServiceDayOpened' || type === 'ServiceDayTermsChanged')
    .map(({ data }) => data as Sale & { readonly outside?: readonly string[] });
  const [newest] = sales.slice(-1);
  if (newest === undefined) throw new Error('nobody has opened this day');
  const planned = newest.slots.map(slot => ({ ...slot, outside: false }));
  const fellOut = (newest.outside ?? []).flatMap(start => {
    const lastSold = sales.flatMap(({ slots }) => slots.filter(slot => slot.start === start)).at(-1);
    return lastSold === undefined ? [] : [{ ...lastSold, outside: true }];
  });
  return {
    slots: [...planned, ...fellOut].sort((a, b) => Date.parse(a.start) - Date.parse(b.start)),
    terms: newest.terms,
    pause: newest.pause,
    closed: facts.some(({ type }) => type === 'ServiceDayClosed'),
    opened: true,
    events: facts.map(({ type, data }) => ({ type, data }) as OrderEvent),
    time: facts.at(-1)?.metadata.decidedAt ?? '',
  };
};

/** What is given away of every slot, also of those that are sold no longer: nothing of them is for sale. */
const sumsOf = ({ slots, terms, events }: PlainDay, at: string): readonly PlainSum[] => {
  const tally = new PlainTally(events);
  const all = slots.map(({ outside, ...slot }) => ({
    ...slot,
    limits: outside ? Object.fromEntries(Object.keys(slot.limits).map(name => [name, 0])) : slot.limits,
  }));
  const data = { slots: all, terms } as unknown as EventNamed<'ServiceDayTermsChanged'>['data'];
  tally.read({ type: 'ServiceDayTermsChanged', data });
  return tally.sumsAt(at);
};

const stateOf = (
  { terms, pause, closed }: PlainDay,
  { start, outside }: PlainDay['slots'][number],
  sums: readonly PlainSum[],
  at: string,
): string => {
  const now = Date.parse(at);
  const startMs = Date.parse(start);
  const fits = (taken: (sum: PlainSum) => number) =>
    sums.every(sum => {
      const least = sum.dimension === 'orders' || sum.dimension === 'items' ? 1 : 0;
      return taken(sum) + least <= sum.limit;
    });
  const few = sums.some(
    ({ limit, held, confirmed }) => Math.max(0, limit - held - confirmed) <= (limit * terms.fewPercent) / 100,
  );
  const ladder: readonly [string, boolean][] = [
    ['past', now >= startMs],
    ['too-soon', now >= startMs - terms.leadMinutes * MINUTE_MS],
    ['closed', closed || outside || now < startMs - terms.horizonDays * DAY_MS],
    ['paused', pause !== undefined && now < Date.parse(pause.until)],
    ['full', !fits(({ confirmed }) => confirmed)],
    ['held-full', !fits(({ confirmed, held }) => confirmed + held)],
    ['few', few],
  ];
  return ladder.find(([, applies]) => applies)?.[0] ?? 'open';
};

const slotOf = (
  day: PlainDay,
  slot: PlainDay['slots'][number],
  sums: readonly PlainSum[],
  at: string,
): PlainSlot => {
  const state = stateOf(day, slot, sums, at);
  const load = sums.map(({ dimension, limit, held, confirmed }) => {
    const left = limit - held - confirmed;
    const over = left < 0 ? { overbooked: -left } : {};
    return [dimension, { limit, held, confirmed, remaining: left < 0 ? 0 : left, ...over }];
  });
  return {
    start: slot.start,
    end: slot.end,
    local: `${iso(Date.parse(slot.start) + HOUR_MS).slice(0, 19)}+01:00`,
    state,
    load: Object.fromEntries(load) as object,
    earliestExpiry: state === 'held-full' ? sums[0]?.firstExpiry : undefined,
    outside: slot.outside ? true : undefined,
  };
};

/** When anything may change without anything happening. */
const changesOf = (
  day: PlainDay,
  sums: readonly PlainSum[],
  date: string,
): readonly (string | undefined)[] => {
  const { leadMinutes, horizonDays, closeAfterHours } = day.terms;
  // Wherever on earth a store is, its date is over when it is over in the last place.
  const everywhereOver = iso(Date.parse(`${date}T23:59:59.999Z`) + 12 * HOUR_MS);
  const lastEnd =
    day.slots
      .map(({ end }) => end)
      .sort()
      .at(-1) ?? everywhereOver;
  const closing = minutesBefore(lastEnd, -60 * closeAfterHours);
  return [
    ...day.slots.flatMap(({ start }) => [
      start,
      minutesBefore(start, leadMinutes),
      minutesBefore(start, horizonDays * 24 * 60),
    ]),
    ...sums.map(({ firstExpiry }) => firstExpiry),
    day.pause?.until,
    day.opened && !day.closed ? closing : undefined,
  ];
};

/** What the facts of these two streams say at an instant. */
export const plainAnswer = (
  store: readonly RecordedEvent[],
  facts: readonly RecordedEvent[],
  asked: { readonly date: string; readonly now: string },
): PlainAnswer => {
  const day = facts.length === 0 ? plannedFrom(store, asked.date) : soldFrom(facts);
  const at = day.time > asked.now ? day.time : asked.now;
  const sums = sumsOf(day, at);
  const ofSlot = ({ start }: Slot) => sums.filter(({ slot }) => slot === start);
  const slots = day.slots
    .filter(slot => !slot.outside || ofSlot(slot).some(({ held, confirmed }) => held + confirmed > 0))
    .map(slot => slotOf(day, slot, ofSlot(slot), at));
  const { pause } = day;
  return {
    slots,
    pausedUntil: pause !== undefined && pause.until > at ? pause.until : undefined,
    validUntil: changesOf(day, sums, asked.date)
      .filter(instant => instant !== undefined && instant > at)
      .sort()[0],
  };
};
