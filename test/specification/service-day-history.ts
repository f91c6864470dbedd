import type { Decision } from '../../src/event-sourcing/decider.js';
import { closesAt } from '../../src/orders/domain/closing.js';
import { sendableUntil } from '../../src/orders/domain/delivering.js';
import { isOpened, type OpenedDay } from '../../src/orders/domain/opening.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import type { OrderEvent, OrderLine } from '../../src/orders/domain/order.events.js';
import type { OrderRejection } from '../../src/orders/domain/order.rejections.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { isConfirmed, type ConfirmedOrder, type ServiceDay } from '../../src/orders/domain/service-day.js';
import { tellBy } from '../../src/orders/domain/telling.js';
import { ticketToVoid } from '../../src/orders/domain/voiding.js';
import { after, before, GUEST, slot } from './service-day-controls.js';
import * as commands from './service-day-commands.js';
import {
  confirmFor,
  holdFor,
  ticketOf,
  type Act,
  type Advance,
  type BringOn,
  type History,
  type Move,
  type TermsChange,
} from './service-day-moves.js';

export { histories, type History } from './service-day-moves.js';

/** Random histories of one service day: what happens to it in which order, and what it makes of that. */

export interface Step {
  readonly command: OrderCommand;
  /** What the deciding node's clock showed. */
  readonly clock: string;
  /** The stream's own time of the decision. */
  readonly at: string;
  readonly decision: Decision<OrderEvent, OrderRejection>;
}

export interface Recorded {
  readonly event: OrderEvent;
  readonly at: string;
}

/** A day on which a history happens, step by step. */
class Playing {
  readonly day: ServiceDay;
  readonly recorded: Recorded[] = [];
  readonly steps: Step[] = [];
  private clock: string;
  private time = '';
  private storeRevision = 0;

  constructor(
    private readonly history: History,
    private readonly decider: typeof serviceDayDecider,
  ) {
    this.day = decider.initial();
    this.clock = history.startsAt;
  }

  play({ advance, act }: Move): void {
    this.clock = this.clockAfter(advance);
    const at = this.clock > this.time ? this.clock : this.time;
    const command = this.commandOf(act, at);
    const decision = this.decider.decide(this.day, command, at);
    this.steps.push({ command, clock: this.clock, at, decision });
    if (decision.kind === 'rejected') return;
    for (const event of decision.events) {
      this.decider.evolve(this.day, event, { at, revision: BigInt(this.recorded.length) });
      this.recorded.push({ event, at });
      this.time = at;
    }
  }

  private clockAfter(advance: Advance): string {
    if (advance.kind === 'by') return after(this.clock, 0, advance.ms);
    if (!isOpened(this.day)) return this.clock;
    if (advance.kind === 'to-the-end') {
      const end = after(closesAt(this.day), 0, advance.besideMs);
      return end > this.clock ? end : this.clock;
    }
    const ahead = boundariesOf(this.day).filter(instant => instant > this.clock);
    const next = ahead.sort()[advance.pick];
    return next === undefined ? this.clock : after(next, 0, advance.besideMs);
  }

  private commandOf(act: Act, at: string): OrderCommand {
    switch (act.kind) {
      case 'command':
        return this.withPlan(act.command);
      case 'bring-on':
        return this.withPlan(broughtOn(act, this.day, at));
      case 'carry-in':
        return this.carryIn(act.change, at);
      case 'close':
        return commands.closeDay({
          throughRevision: (this.recorded.length - 1 - act.behind).toString(),
        });
      case 'again':
        return this.steps.at(-1 - act.back)?.command ?? this.withPlan(commands.hold());
    }
  }

  private carryIn(change: TermsChange, at: string): OrderCommand {
    this.storeRevision += Math.max(change.newer, 0);
    const storeRevision = Math.max(this.storeRevision + Math.min(change.newer, 0), 0).toString();
    return commands.applyTerms({ ...planOf(change, at), storeRevision });
  }

  private withPlan(command: OrderCommand): OrderCommand {
    const opens = command.type === 'HoldTimeslot' && command.plan === undefined;
    return opens ? { ...command, plan: this.history.plan } : command;
  }
}

const planOf = ({ limits, terms, from, count, account, pauseMinutes }: TermsChange, at: string) => {
  const pause = { until: after(at, pauseMinutes ?? 0), reason: 'the oven is hot' };
  return {
    limits,
    terms,
    from,
    slots: count,
    posAccount: { account, location: 'high-street' },
    ...(pauseMinutes === undefined ? {} : { pause }),
  };
};

const boundariesOf = ({ plan: { slots, terms, pause }, openHolds }: OpenedDay): string[] => [
  ...slots.flatMap(({ start, end }) => [
    start,
    end,
    before(start, terms.leadMinutes),
    before(start, terms.deliverMinutesBefore),
    before(start, terms.giveUpMinutesBefore),
  ]),
  ...[...openHolds.values()].map(({ expiresAt }) => expiresAt),
  ...(pause === undefined ? [] : [pause.until]),
];

/** What an order is usually of: each of them of something else. */
const usualLinesOf = (orderId: string): readonly OrderLine[] => {
  const quantity = 1 + (Number(orderId.slice(-1)) % 3);
  return [{ sku: 'pie', name: 'Pie', quantity, unitPrice: 450, prepSeconds: 60 }];
};

/** What usually comes next in the life of an order. */
const broughtOn = (act: BringOn, day: ServiceDay, at: string): OrderCommand => {
  const { orderId, way } = act;
  const order = day.orders.get(orderId);
  if (order === undefined || !isOpened(day)) {
    const who = way === 0 ? { by: commands.hold().by, guest: false } : { by: GUEST, guest: true };
    return holdFor(orderId, act.slot, usualLinesOf(orderId), who);
  }
  if (isConfirmed(order)) return carriedOut(act, day, order, at);
  return order.status === 'held' && way === 0
    ? commands.renew({ orderId })
    : confirmFor(orderId, usualLinesOf(orderId));
};

const carriedOut = (act: BringOn, day: OpenedDay, order: ConfirmedOrder, at: string): OrderCommand => {
  const { orderId, voiding } = order;
  const { account } = day.plan.posAccount;
  const owner = { account, epoch: day.owners.get(account) ?? 1 };
  if (voiding.state === 'in-flight' && act.way > 0) {
    return commands.recordVoid(act.voided, { orderId, attempt: voiding.claim.attempt });
  }
  if (ticketToVoid(order) !== undefined) return takenBack(day, order, owner);
  if (order.status !== 'confirmed') return wayOfCancelled(order, act.way);
  if (order.delivery.state === 'waiting') {
    return at > sendableUntil(day, order)
      ? commands.escalate({ orderId })
      : commands.startDelivery({ orderId, ...owner });
  }
  return handedOn(act, order, owner.epoch);
};

const takenBack = (
  { closed }: OpenedDay,
  order: ConfirmedOrder,
  owner: { readonly account: string; readonly epoch: number },
): OrderCommand =>
  closed
    ? commands.escalate({ orderId: order.orderId, cause: 'cannot-void' })
    : commands.startVoid({ orderId: order.orderId, ...owner, ...placeOf(order) });

/** What was called off is told by its webhook, or in vain; then its guest may be forgotten. */
const wayOfCancelled = (order: ConfirmedOrder, way: number): OrderCommand => {
  const { orderId } = order;
  if (tellBy(order) === undefined) return commands.forget({ orderId });
  return way === 0 ? commands.escalate({ orderId, cause: 'cancellation-untold' }) : commands.told(orderId);
};

/** A ticket is cooked, or it is called off before anybody begins, or it is never there. */
const awaited = ({ outcome, way }: BringOn, order: ConfirmedOrder, ticketId: string): OrderCommand => {
  const { orderId, kitchen } = order;
  if (kitchen !== 'none') return cooked(order, ticketId);
  if (outcome.kind === 'not-shown') {
    return commands.recordDelivery({ kind: 'not-shown', ticketId }, { orderId });
  }
  return way === 0 ? commands.cancel({ orderId }) : cooked(order, ticketId);
};

/** Where its ticket was made. */
const placeOf = ({ delivery }: ConfirmedOrder): { readonly account?: string } =>
  delivery.state === 'delivered' && delivery.claim !== undefined ? { account: delivery.claim.account } : {};

const handedOn = (act: BringOn, order: ConfirmedOrder, epoch: number): OrderCommand => {
  const { orderId, delivery } = order;
  switch (delivery.state) {
    case 'waiting':
    case 'in-flight':
      return told(act, order);
    case 'unknown':
      return act.way <= 1
        ? commands.resendDelivery({
            orderId,
            attempt: delivery.attempts,
            epoch,
            ...(act.way === 0 ? {} : { sendBy: '2026-01-05T10:04:50.001Z' }),
          })
        : told(act, order);
    case 'escalated':
      return WAYS_OF_A_PERSON.map(way => way(orderId))[act.way] ?? told(act, order);
    case 'delivered':
      return awaited(act, order, delivery.ticketId ?? ticketOf(orderId));
  }
};

const WAYS_OF_A_PERSON: readonly ((orderId: string) => OrderCommand)[] = [
  orderId => commands.redeliver({ orderId }),
  orderId => commands.resolve({ orderId, as: 'handed-over' }),
  orderId => commands.resolve({ orderId, as: 'not-delivered' }),
  orderId => commands.move({ orderId, toSlot: slot(2) }),
];

const told = ({ outcome }: BringOn, { orderId, delivery }: ConfirmedOrder): OrderCommand =>
  commands.recordDelivery(
    outcome.kind === 'accepted' || outcome.kind === 'not-shown'
      ? { ...commands.outcomes.accepted, ticketId: ticketOf(orderId) }
      : outcome,
    { orderId, attempt: delivery.attempts },
  );

const NEXT_STATUS = {
  none: 'acknowledged',
  acknowledged: 'in-preparation',
  'in-preparation': 'ready',
  ready: 'collected',
  collected: 'reopened',
} as const;

const cooked = (order: ConfirmedOrder, ticketId: string): OrderCommand => {
  const { orderId, kitchen, ticketVersion } = order;
  return commands.posSays(NEXT_STATUS[kitchen], ticketVersion + 1, { orderId, ticketId, ...placeOf(order) });
};

/** Lets a history happen. */
export const played = (
  history: History,
  decider = serviceDayDecider,
): Pick<Playing, 'day' | 'recorded' | 'steps'> => {
  const playing = new Playing(history, decider);
  for (const move of history.moves) playing.play(move);
  return playing;
};

/** A day that passes over one kind of fact, for negative controls. */
export const deafTo = (type: OrderEvent['type']): typeof serviceDayDecider => ({
  ...serviceDayDecider,
  evolve: (day, event, recording) => {
    if (event.type !== type) serviceDayDecider.evolve(day, event, recording);
  },
});

/** Everything a folded day knows, in one order, to compare two of them. */
export const knowledgeOf = ({ slots, orders, openHolds, guestHolds, owners, ...known }: ServiceDay) => ({
  ...known,
  slots: sorted(slots.entries()),
  orders: sorted(orders.entries()),
  openHolds: sorted(openHolds.entries()),
  guestHolds: sorted(guestHolds.entries()),
  owners: sorted(owners.entries()),
});

const sorted = <Value>(entries: Iterable<[string, Value]>): Readonly<Record<string, Value>> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
