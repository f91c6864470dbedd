import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import {
  bindingLimitAt,
  closesToHoldsAt,
  minutesAfter,
  nearestOpenSlots,
  opensToHoldsAt,
  pauseAt,
} from './capacity.js';
import type { ExpireHold, HoldTimeslot, ReleaseHold, RenewHold } from './order.commands.js';
import type { Load, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';
import type { EndedHold, HeldOrder } from './service-day.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const holdTimeslot = (day: OpenedDay, command: HoldTimeslot, at: string): OrderDecision => {
  const { orderId, slot, load, by, guest, reference } = command;
  if (day.orders.has(orderId)) return accept();
  const refusal = refusalOfHold(day, slot, load, at) ?? (guest ? refusalOfQuota(day, by, at) : undefined);
  if (refusal !== undefined) return reject(refusal);
  const expiresAt = minutesAfter(at, day.plan.terms.holdMinutes);
  return accept({
    type: 'TimeslotHeld',
    data: { orderId, slot, load, expiresAt, by, guest, ...(reference === undefined ? {} : { reference }) },
  });
};

/** A guest may keep only so many slots of a day from others. Lapsed holds are only sought when the tally says so. */
const refusalOfQuota = (day: OpenedDay, by: string, at: string): OrderRejection | undefined => {
  const { guestHoldsMax } = day.plan.terms;
  if ((day.guestHolds.get(by) ?? 0) < guestHoldsMax) return undefined;
  const live = [...day.openHolds.values()].filter(
    hold => hold.guest && hold.by === by && hold.expiresAt > at,
  );
  return live.length < guestHoldsMax
    ? undefined
    : { code: 'HOLD_QUOTA_EXCEEDED', guestHoldsMax, held: live.length };
};

/** Why a slot cannot be promised to a load at an instant; undefined when it can. */
export const refusalOfHold = (
  day: OpenedDay,
  slot: string,
  load: Load,
  at: string,
): OrderRejection | undefined => {
  const { leadMinutes, horizonDays } = day.plan.terms;
  const nearest = (): readonly string[] => nearestOpenSlots(day, slot, load, at);
  const tally = day.slots.get(slot);
  if (opensToHoldsAt(slot, horizonDays) > at) return { code: 'SLOT_TOO_FAR', slot, horizonDays };
  if (tally === undefined || tally.outside) return { code: 'SLOT_UNKNOWN', slot, nearest: nearest() };
  if (slot <= at) return { code: 'SLOT_PAST', slot, nearest: nearest() };
  if (closesToHoldsAt(slot, leadMinutes) <= at) {
    return { code: 'SLOT_TOO_SOON', slot, leadMinutes, nearest: nearest() };
  }
  const pause = pauseAt(day, at);
  if (pause !== undefined) return { code: 'STORE_PAUSED', ...pause };
  const binding = bindingLimitAt(day, tally, load, at);
  return binding && { code: 'SLOT_FULL', slot, ...binding, nearest: nearest() };
};

/**
 * A hold is renewed while it lasts, a bounded number of times; what became of its slot meanwhile does not matter.
 * Where that would not prolong it, it is satisfied.
 */
export const renewHold = (day: OpenedDay, { orderId, by }: RenewHold, at: string): OrderDecision => {
  const order = day.orders.get(orderId);
  if (order?.status !== 'held' && order?.status !== 'lapsed') {
    return reject({ code: 'HOLD_UNKNOWN', orderId });
  }
  return renewLive(day, order, by, at);
};

const renewLive = (day: OpenedDay, order: HeldOrder | EndedHold, by: string, at: string): OrderDecision => {
  const { orderId, status, renewals } = order;
  if (status === 'lapsed' || order.expiresAt <= at) {
    return reject({ code: 'HOLD_EXPIRED', orderId, expiredAt: order.expiresAt });
  }
  const { renewalsMax, holdMinutes } = day.plan.terms;
  const expiresAt = minutesAfter(at, holdMinutes);
  if (expiresAt <= order.expiresAt) return accept();
  if (renewals >= renewalsMax) return reject({ code: 'RENEWAL_LIMIT', orderId, renewalsMax });
  return accept({ type: 'HoldRenewed', data: { orderId, expiresAt, renewal: renewals + 1, by } });
};

export const releaseHold = (day: OpenedDay, { orderId, by }: ReleaseHold): OrderDecision => {
  const order = day.orders.get(orderId);
  switch (order?.status) {
    case 'held':
    case 'lapsed':
      return accept({ type: 'HoldReleased', data: { orderId, by } });
    case 'released':
      return accept();
    case 'confirmed':
      return reject({ code: 'ORDER_ALREADY_CONFIRMED', orderId });
    case 'cancelled':
    case 'voided':
    case undefined:
      return reject({ code: 'HOLD_UNKNOWN', orderId });
  }
};

export const expireHold = (day: OpenedDay, { orderId }: ExpireHold, at: string): OrderDecision => {
  const hold = day.openHolds.get(orderId);
  if (hold === undefined || hold.expiresAt > at) return accept();
  return accept({ type: 'HoldExpired', data: { orderId } });
};
