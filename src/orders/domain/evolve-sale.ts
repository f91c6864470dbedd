import type { Recording } from '../../event-sourcing/decider.js';
import { minus, NOTHING, plus } from './load.js';
import type { EventNamed } from './order.events.js';
import type { HeldOrder, LoadSum, ServiceDay, SlotTally } from './service-day.js';

/** What is sold and taken: slots, terms, holds and their tallies. */

export const open = (day: ServiceDay, plan: EventNamed<'ServiceDayOpened'>['data']): void => {
  day.plan = plan;
  for (const slot of plan.slots) day.slots.set(slot.start, untaken(slot));
};

const untaken = ({
  start,
  end,
  limits,
}: EventNamed<'ServiceDayOpened'>['data']['slots'][number]): SlotTally => ({
  start,
  end,
  limits,
  confirmed: NOTHING,
  held: NOTHING,
  outside: false,
});

/** The day is sold under a new plan. A slot that fell out of it stays while something of it is sold or held. */
export const changeTerms = (day: ServiceDay, data: EventNamed<'ServiceDayTermsChanged'>['data']): void => {
  if (day.plan === undefined) return;
  const { overbooked: _overbooked, outside, ...sale } = data;
  const { pause: _pause, ...lasting } = day.plan;
  day.plan = { ...lasting, ...sale };
  const kept = new Set(outside);
  const planned = new Set(sale.slots.map(({ start }) => start));
  for (const [start, tally] of [...day.slots.entries()]) {
    if (planned.has(start)) continue;
    if (kept.has(start)) day.slots.set(start, { ...tally, outside: true });
    else day.slots.delete(start);
  }
  for (const slot of sale.slots) {
    const before = day.slots.get(slot.start) ?? untaken(slot);
    day.slots.set(slot.start, { ...before, end: slot.end, limits: slot.limits, outside: false });
  }
};

/** An owner speaks by every claim it makes: whoever has a lower epoch is stale from here on. */
export const hearOwner = (
  { owners }: ServiceDay,
  { account, epoch }: { readonly account: string; readonly epoch: number },
): void => {
  if (epoch > (owners.get(account) ?? -1)) owners.set(account, epoch);
};

export const hold = (
  day: ServiceDay,
  data: EventNamed<'TimeslotHeld'>['data'],
  { revision }: Recording,
): void => {
  const { orderId, slot, load, by, expiresAt, guest } = data;
  const order: HeldOrder = {
    status: 'held',
    orderId,
    slot,
    load,
    by,
    expiresAt,
    guest,
    renewals: 0,
    revision,
  };
  day.orders.set(orderId, order);
  day.openHolds.set(orderId, order);
  if (guest) day.guestHolds.set(by, (day.guestHolds.get(by) ?? 0) + 1);
  tally(day, slot, { held: sums => plus(sums, load) });
};

export const renewHold = (
  day: ServiceDay,
  { orderId, expiresAt, renewal }: EventNamed<'HoldRenewed'>['data'],
  { revision }: Recording,
): void => {
  const held = day.openHolds.get(orderId);
  if (held === undefined) return;
  const renewed: HeldOrder = { ...held, expiresAt, renewals: renewal, revision };
  day.orders.set(orderId, renewed);
  day.openHolds.set(orderId, renewed);
};

export const endHold = (
  day: ServiceDay,
  orderId: string,
  status: 'lapsed' | 'released',
  { revision }: Recording,
): void => {
  const order = day.orders.get(orderId);
  if (order?.status === 'held' || order?.status === 'lapsed') {
    day.orders.set(orderId, { ...order, status, revision });
  }
  closeHold(day, orderId);
};

export const closeHold = (day: ServiceDay, orderId: string): void => {
  const held = day.openHolds.get(orderId);
  if (held === undefined) return;
  day.openHolds.delete(orderId);
  if (held.guest) countDown(day, held.by);
  tally(day, held.slot, { held: sums => minus(sums, held.load) });
};

const countDown = ({ guestHolds }: ServiceDay, by: string): void => {
  const left = (guestHolds.get(by) ?? 1) - 1;
  if (left === 0) guestHolds.delete(by);
  else guestHolds.set(by, left);
};

export const tally = (
  day: ServiceDay,
  slot: string,
  { held, confirmed }: { held?: (sums: LoadSum) => LoadSum; confirmed?: (sums: LoadSum) => LoadSum },
): void => {
  const before = day.slots.get(slot);
  if (before === undefined) return;
  day.slots.set(slot, {
    ...before,
    held: held?.(before.held) ?? before.held,
    confirmed: confirmed?.(before.confirmed) ?? before.confirmed,
  });
};
