import { availabilityOf, type SlotAvailability } from '../../src/availability/domain/day-availability.js';
import { SlotCalendar } from '../../src/availability/domain/slot-calendar.js';
import { isOpened, type OpenedDay } from '../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { localTimeIn } from '../../src/platform/zones/index.js';
import { foldOf } from '../specification/decider-specification.js';
import { MORNING } from '../specification/service-day.js';

/** A day as these facts made it. */
export const dayOf = (...facts: readonly OrderEvent[]): OpenedDay => {
  const day = foldOf(serviceDayDecider, facts, MORNING);
  if (!isOpened(day)) throw new Error('these facts open no day');
  return day;
};

const calendars = new WeakMap<OpenedDay['plan'], SlotCalendar>();

const calendarOf = ({ plan }: OpenedDay): SlotCalendar => {
  const calendar = calendars.get(plan) ?? new SlotCalendar(plan, instant => localTimeIn(plan.zone, instant));
  calendars.set(plan, calendar);
  return calendar;
};

export const availabilityAt = (day: OpenedDay, now: string) => availabilityOf(day, now, calendarOf(day));

/** What is said of the first slot. */
export const firstSlotAt = (day: OpenedDay, now = MORNING): SlotAvailability => {
  const [first] = availabilityAt(day, now).slots;
  if (first === undefined) throw new Error('this day has no slot');
  return first;
};
