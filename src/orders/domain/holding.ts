import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import {
  bindingLimitAt,
  closesToHoldsAt,
  minutesAfter,
  nearestOpenSlots,
  opensToHoldsAt,
} from './capacity.js';
import type { ExpireHold, HoldTimeslot, ReleaseHold } from './order.commands.js';
import type { Load, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import type { OpenedDay } from './opening.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const holdTimeslot = (day: OpenedDay, command: HoldTimeslot, at: string): OrderDecision => {
  const { orderId, slot, load, by, reference } = command;
  if (day.orders.has(orderId)) return accept();
  const refusal = refusalOfHold(day, slot, load, at);
  if (refusal !== undefined) return reject(refusal);
  const expiresAt = minutesAfter(at, day.plan.terms.holdMinutes);
  return accept({
    type: 'TimeslotHeld',
    data: { orderId, slot, load, expiresAt, by, ...(reference === undefined ? {} : { reference }) },
  });
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
  if (tally === undefined) return { code: 'SLOT_UNKNOWN', slot, nearest: nearest() };
  if (slot <= at) return { code: 'SLOT_PAST', slot, nearest: nearest() };
  if (closesToHoldsAt(slot, leadMinutes) <= at) {
    return { code: 'SLOT_TOO_SOON', slot, leadMinutes, nearest: nearest() };
  }
  const binding = bindingLimitAt(day, tally, load, at);
  return binding && { code: 'SLOT_FULL', slot, ...binding, nearest: nearest() };
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
