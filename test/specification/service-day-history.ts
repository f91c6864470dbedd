import fc from 'fast-check';
import type { Decision } from '../../src/event-sourcing/decider.js';
import type { DeliveryOutcome } from '../../src/orders/domain/delivery.commands.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import type { OrderEvent, OrderLine } from '../../src/orders/domain/order.events.js';
import type { OrderRejection } from '../../src/orders/domain/order.rejections.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { Order, ServiceDay } from '../../src/orders/domain/service-day.js';
import type { DayPlan } from '../../src/stores/index.js';
import { after, before, MORNING, plan, slot } from './service-day-controls.js';
import * as commands from './service-day-commands.js';

/** Random histories of one service day: what happens to it in which order, and what it makes of that. */

const ORDERS = 5;
const SLOTS = 3;
const STATUSES = [
  'received',
  'acknowledged',
  'in-preparation',
  'ready',
  'collected',
  'voided',
  'mislaid',
] as const;

/** How far the clock of the node that decides next is ahead; a node may also be behind. */
type Advance =
  | { readonly kind: 'by'; readonly ms: number }
  /** To an instant at which something changes by itself, give or take a millisecond. */
  | { readonly kind: 'to-boundary'; readonly pick: number; readonly besideMs: number };

type Act =
  | { readonly kind: 'command'; readonly command: OrderCommand }
  /** Whatever brings an order on: hold it, confirm it, deliver it, cook it. */
  | {
      readonly kind: 'bring-on';
      readonly orderId: string;
      readonly slot: string;
      /** Where it is being delivered. */
      readonly outcome: DeliveryOutcome;
    }
  /** A command that was told before, once more. */
  | { readonly kind: 'again'; readonly back: number };

interface Move {
  readonly advance: Advance;
  readonly act: Act;
}

export interface History {
  readonly plan: DayPlan;
  readonly startsAt: string;
  readonly moves: readonly Move[];
}

export interface Step {
  readonly command: OrderCommand;
  /** The stream's own time of the decision. */
  readonly at: string;
  readonly decision: Decision<OrderEvent, OrderRejection>;
}

export interface Recorded {
  readonly event: OrderEvent;
  readonly at: string;
}

const small = (max: number) => fc.integer({ min: 0, max });
const someLimit = (max: number) => fc.option(small(max), { nil: undefined, freq: 3 });

const limits = fc
  .record({
    orders: someLimit(4),
    items: someLimit(8),
    amount: someLimit(2_000),
    prepSeconds: someLimit(300),
  })
  .map(set => Object.fromEntries(Object.entries(set).filter(([, limit]) => limit !== undefined)))
  .map(set => (Object.keys(set).length === 0 ? { orders: 2 } : set));

const plans = fc
  .record({
    limits,
    holdMinutes: fc.integer({ min: 1, max: 20 }),
    leadMinutes: fc.integer({ min: 6, max: 45 }),
  })
  .map(({ limits: set, ...terms }) => plan({ slots: SLOTS, limits: set, terms }));

const orderIds = small(ORDERS - 1).map(n => `ord_${n}`);
const slots = small(SLOTS - 1).map(slot);
const lines = fc.array(
  fc.record({
    sku: fc.constantFrom('soup', 'bread'),
    name: fc.constant('Something warm'),
    quantity: fc.integer({ min: 1, max: 3 }),
    unitPrice: fc.constantFrom(0, 100, 450),
    prepSeconds: fc.constantFrom(0, 30, 60),
  }),
  { minLength: 1, maxLength: 2 },
);

const sumOf = (ordered: readonly OrderLine[], value: (line: OrderLine) => number): number =>
  ordered.map(line => line.quantity * value(line)).reduce((total, part) => total + part, 0);

const loadOfLines = (ordered: readonly OrderLine[]) => ({
  orders: 1 as const,
  items: sumOf(ordered, () => 1),
  amount: sumOf(ordered, line => line.unitPrice),
  prepSeconds: sumOf(ordered, line => line.prepSeconds),
});

const holdFor = (orderId: string, wanted: string, ordered: readonly OrderLine[]): OrderCommand =>
  commands.hold({ orderId, slot: wanted, load: loadOfLines(ordered) });
const confirmFor = (orderId: string, ordered: readonly OrderLine[]): OrderCommand =>
  commands.confirm({ orderId, lines: ordered, total: loadOfLines(ordered).amount });

const outcomes = fc.constantFrom(...Object.values(commands.outcomes));
const ticketOf = (orderId: string) => `tick of ${orderId}`;

const randomCommands: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(orderIds, slots, lines).map(args => holdFor(...args)) },
  { weight: 3, arbitrary: fc.tuple(orderIds, lines).map(args => confirmFor(...args)) },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.confirm({ orderId, total: 1 })) },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.hold({ orderId, slot: after(slot(0), 1) })) },
  { weight: 2, arbitrary: orderIds.map(orderId => commands.release({ orderId })) },
  { weight: 2, arbitrary: orderIds.map(commands.expire) },
  { weight: 2, arbitrary: orderIds.map(orderId => commands.cancel({ orderId })) },
  { weight: 2, arbitrary: orderIds.map(orderId => commands.startDelivery({ orderId })) },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.escalate({ orderId })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(outcomes, orderIds, fc.integer({ min: 1, max: 3 }))
      .map(([result, orderId, attempt]) => commands.recordDelivery(result, { orderId, attempt })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...STATUSES), fc.integer({ min: 1, max: 12 }), orderIds, fc.boolean())
      .map(([status, version, orderId, first]) =>
        commands.posSays(status, version, { orderId, ticketId: first ? ticketOf(orderId) : 'tick_2' }),
      ),
  },
);

const moves: fc.Arbitrary<Move> = fc.record({
  advance: fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .constantFrom(0, 0, 1, 999, 60_000, 240_000, -5_000)
        .map(ms => ({ kind: 'by' as const, ms })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('to-boundary' as const),
        pick: small(2),
        besideMs: fc.constantFrom(-1, 0, 1),
      }),
    },
  ),
  act: fc.oneof(
    { weight: 4, arbitrary: randomCommands.map(command => ({ kind: 'command' as const, command })) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('bring-on' as const),
        orderId: orderIds,
        slot: slots,
        outcome: fc.oneof(outcomes, fc.constant(commands.outcomes.accepted)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), back: small(30) }) },
  ),
});

/** Histories that begin an hour before the first slot at the latest, and may last beyond the last. */
export const histories: fc.Arbitrary<History> = fc.record({
  plan: plans,
  startsAt: fc.constantFrom(MORNING, before(slot(0), 60)),
  moves: fc.array(moves, { minLength: 1, maxLength: 80, size: 'max' }),
});

/** A day on which a history happens, step by step. */
class Playing {
  readonly day: ServiceDay;
  readonly recorded: Recorded[] = [];
  readonly steps: Step[] = [];
  private clock: string;
  private time = '';

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
    const command = this.commandOf(act);
    const decision = this.decider.decide(this.day, command, at);
    this.steps.push({ command, at, decision });
    if (decision.kind === 'rejected') return;
    for (const event of decision.events) {
      this.decider.evolve(this.day, event, { at, revision: BigInt(this.recorded.length) });
      this.recorded.push({ event, at });
      this.time = at;
    }
  }

  private clockAfter(advance: Advance): string {
    if (advance.kind === 'by') return after(this.clock, 0, advance.ms);
    const ahead = boundariesOf(this.history.plan, this.day).filter(instant => instant > this.clock);
    const next = ahead.sort()[advance.pick];
    return next === undefined ? this.clock : after(next, 0, advance.besideMs);
  }

  private commandOf(act: Act): OrderCommand {
    switch (act.kind) {
      case 'command':
        return this.withPlan(act.command);
      case 'bring-on':
        return this.withPlan(broughtOn(act, this.day.orders.get(act.orderId)));
      case 'again':
        return this.steps.at(-1 - act.back)?.command ?? this.withPlan(commands.hold());
    }
  }

  private withPlan(command: OrderCommand): OrderCommand {
    return command.type === 'HoldTimeslot' ? { ...command, plan: this.history.plan } : command;
  }
}

const boundariesOf = ({ slots: planned, terms }: DayPlan, day: ServiceDay): string[] => [
  ...planned.flatMap(({ start }) => [
    start,
    before(start, terms.leadMinutes),
    before(start, terms.deliverMinutesBefore),
    before(start, terms.giveUpMinutesBefore),
  ]),
  ...[...day.openHolds.values()].map(({ expiresAt }) => expiresAt),
];

/** What an order is usually of: each of them of something else. */
const usualLinesOf = (orderId: string): readonly OrderLine[] => {
  const quantity = 1 + (Number(orderId.slice(-1)) % 3);
  return [{ sku: 'pie', name: 'Pie', quantity, unitPrice: 450, prepSeconds: 60 }];
};

/** What usually comes next in the life of an order. */
const broughtOn = (act: Extract<Act, { kind: 'bring-on' }>, order: Order | undefined): OrderCommand => {
  const { orderId } = act;
  if (order === undefined) return holdFor(orderId, act.slot, usualLinesOf(orderId));
  if (!('delivery' in order)) return confirmFor(orderId, usualLinesOf(orderId));
  const { delivery, kitchen, ticketVersion } = order;
  if (delivery.state === 'waiting') return commands.startDelivery({ orderId });
  if (delivery.state !== 'delivered') {
    const named = {
      ...act.outcome,
      ...(act.outcome.kind === 'accepted' ? { ticketId: ticketOf(orderId) } : {}),
    };
    return commands.recordDelivery(named, { orderId, attempt: delivery.attempts });
  }
  const next = STATUSES[STATUSES.findIndex(status => status === kitchen) + 1] ?? 'acknowledged';
  return commands.posSays(next, ticketVersion + 1, {
    orderId,
    ticketId: delivery.ticketId ?? ticketOf(orderId),
  });
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

/** Everything a folded day knows, in one order, to compare two of them. */
export const knowledgeOf = ({ plan: known, slots: tallies, orders, openHolds }: ServiceDay) => ({
  plan: known,
  slots: Object.fromEntries(tallies.entries()),
  orders: Object.fromEntries(orders.entries()),
  openHolds: Object.fromEntries(openHolds.entries()),
});
