import type { ConfirmedOrder, OpenedDay } from '../../orders/index.js';
import { epochMsOf, instantOf, type Instant } from '../../platform/clock/index.js';

const MINUTE_MS = 60_000;

/** How long a kitchen may take, in business minutes, before its silence is strange. */
const ACKNOWLEDGED_WITHIN_MINUTES = 3;
const READY_AFTER_SLOT_MINUTES = 0;
const COLLECTED_AFTER_SLOT_MINUTES = 30;

/** From when on an order should have moved; undefined where its POS owes no news of it. */
export const overdueFrom = (
  day: OpenedDay,
  order: ConfirmedOrder,
  sentFrom: Instant,
): Instant | undefined => {
  const { delivery, status, kitchen, slot } = order;
  if (status !== 'confirmed' || delivery.state !== 'delivered' || delivery.ticketId === undefined) {
    return undefined;
  }
  switch (kitchen) {
    case 'none':
      return minutesAfter(sentFrom, ACKNOWLEDGED_WITHIN_MINUTES);
    case 'acknowledged':
    case 'in-preparation':
      return minutesAfter(slot, READY_AFTER_SLOT_MINUTES);
    case 'ready':
      return minutesAfter(day.slots.get(slot)?.end ?? slot, COLLECTED_AFTER_SLOT_MINUTES);
    case 'collected':
      return undefined;
  }
};

const minutesAfter = (instant: Instant, minutes: number): Instant =>
  instantOf(epochMsOf(instant) + minutes * MINUTE_MS);
