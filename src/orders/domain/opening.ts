import { reject, type Decision } from '../../event-sourcing/decider.js';
import type { DayPlan } from '../../stores/index.js';
import type { HoldTimeslot } from './order.commands.js';
import type { EventNamed, OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import { forkDay, type ServiceDay } from './service-day.js';
import { evolveDay } from './evolve-day.js';

/** A service day somebody has opened. */
export type OpenedDay = ServiceDay & { readonly plan: DayPlan };

export const isOpened = (day: ServiceDay): day is OpenedDay => day.plan !== undefined;

/** Decides a day's first command: the day is opened by the plan the command brings, and what follows sees it open. */
export const openWith = (
  day: ServiceDay,
  { plan }: HoldTimeslot,
  at: string,
  decide: (opened: OpenedDay) => Decision<OrderEvent, OrderRejection>,
): Decision<OrderEvent, OrderRejection> => {
  if (plan === undefined) return reject({ code: 'DAY_UNOPENED' });
  if (plan.slots.length === 0) return reject({ code: 'STORE_CLOSED', businessDate: plan.businessDate });
  const opening: EventNamed<'ServiceDayOpened'> = {
    type: 'ServiceDayOpened',
    data: { ...plan, slots: [...plan.slots] },
  };
  const opened = forkDay(day);
  evolveDay(opened, opening, { at, revision: 0n });
  const decision = isOpened(opened) ? decide(opened) : reject({ code: 'DAY_UNOPENED' as const });
  return decision.kind === 'rejected'
    ? decision
    : { kind: 'accepted', events: [opening, ...decision.events] };
};
