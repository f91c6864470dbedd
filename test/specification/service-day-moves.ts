import fc from 'fast-check';
import type { DeliveryOutcome, VoidOutcome } from '../../src/orders/domain/delivery.commands.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import type { OrderLine } from '../../src/orders/domain/order.events.js';
import type { DayPlan } from '../../src/stores/index.js';
import { after, before, GUEST, MORNING, plan, slot } from './service-day-controls.js';
import * as commands from './service-day-commands.js';

/** What may happen on one service day, at random. */

const ORDERS = 5;
const SLOTS = 3;
export const STATUSES = [
  'received',
  'acknowledged',
  'in-preparation',
  'ready',
  'collected',
  'reopened',
  'voided',
  'mislaid',
] as const;

/** How far the clock of the node that decides next is ahead; a node may also be behind. */
export type Advance =
  | { readonly kind: 'by'; readonly ms: number }
  /** To an instant at which something changes by itself, give or take a millisecond. */
  | { readonly kind: 'to-boundary'; readonly pick: number; readonly besideMs: number }
  /** To when the day may be closed. */
  | { readonly kind: 'to-the-end'; readonly besideMs: number };

/** What a store changes its terms to. */
export interface TermsChange {
  readonly limits: DayPlan['terms']['limits'];
  readonly from: number;
  readonly count: number;
  readonly terms: Partial<DayPlan['terms']>;
  readonly account: string;
  readonly pauseMinutes: number | undefined;
  /** How much newer than the last it is: nothing, or less, where it comes twice or late. */
  readonly newer: number;
}

/** Whatever brings an order on: hold it, confirm it, deliver it, cook it, take it back. */
export interface BringOn {
  readonly kind: 'bring-on';
  readonly orderId: string;
  readonly slot: string;
  /** How its delivery goes, and its void. */
  readonly outcome: DeliveryOutcome;
  readonly voided: VoidOutcome;
  /** Where there are several ways on, which of them. */
  readonly way: number;
}

export type Act =
  | { readonly kind: 'command'; readonly command: OrderCommand }
  | BringOn
  | { readonly kind: 'carry-in'; readonly change: TermsChange }
  /** The books are closed over this many events fewer than there are. */
  | { readonly kind: 'close'; readonly behind: number }
  /** A command that was told before, once more. */
  | { readonly kind: 'again'; readonly back: number };

export interface Move {
  readonly advance: Advance;
  readonly act: Act;
}

export interface History {
  readonly plan: DayPlan;
  readonly startsAt: string;
  readonly moves: readonly Move[];
}

const small = (max: number) => fc.integer({ min: 0, max });
const someLimit = (max: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 5, arbitrary: fc.integer({ min: Math.ceil(max / 2), max }) },
    { weight: 1, arbitrary: small(max) },
  );

const limits = fc
  .record({
    orders: someLimit(4),
    items: someLimit(12),
    amount: someLimit(5_000),
    prepSeconds: someLimit(700),
  })
  .map(set => Object.fromEntries(Object.entries(set).filter(([, limit]) => limit !== undefined)))
  .map(set => (Object.keys(set).length === 0 ? { orders: 2 } : set));

const changedTerms = fc.record({
  holdMinutes: fc.integer({ min: 1, max: 20 }),
  leadMinutes: fc.integer({ min: 6, max: 45 }),
  renewalsMax: small(2),
  guestHoldsMax: fc.integer({ min: 1, max: 2 }),
});

const plans = fc
  .record({ limits, terms: changedTerms })
  .map(({ limits: set, terms }) => plan({ slots: SLOTS, limits: set, terms }));

const changes: fc.Arbitrary<TermsChange> = fc.record({
  limits,
  from: fc.constantFrom(0, 0, 1),
  count: fc.constantFrom(SLOTS, SLOTS, SLOTS, 2, 1, 0),
  terms: changedTerms,
  account: fc.constantFrom('simulator', 'simulator', 'simulator', 'till-2'),
  pauseMinutes: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined, freq: 2 }),
  newer: fc.constantFrom(1, 1, 2, 0, -1),
});

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

const whoHolds = fc.constantFrom({ by: GUEST, guest: true }, { by: commands.hold().by, guest: false });

export const holdFor = (
  orderId: string,
  wanted: string,
  ordered: readonly OrderLine[],
  who: { readonly by: string; readonly guest: boolean },
): OrderCommand => commands.hold({ orderId, slot: wanted, load: loadOfLines(ordered), ...who });
export const confirmFor = (orderId: string, ordered: readonly OrderLine[]): OrderCommand =>
  commands.confirm({ orderId, lines: ordered, total: loadOfLines(ordered).amount });

const outcomes = fc.constantFrom(...Object.values(commands.outcomes));
const voidOutcomes = fc.constantFrom<VoidOutcome[]>(
  { kind: 'voided', learnedBy: 'reply' },
  { kind: 'voided', learnedBy: 'look-up' },
  { kind: 'refused', reason: 'it is being cooked' },
  { kind: 'unknown', why: 'no answer in time' },
);
const attempts = fc.integer({ min: 1, max: 3 });
const epochs = fc.integer({ min: 0, max: 3 });
/** Inside the window in which the POS recognises an order, at its end, and behind it. */
const resends = fc.constantFrom(
  '2026-01-05T10:00:12.000Z',
  '2026-01-05T10:04:50.000Z',
  '2026-01-05T10:04:50.001Z',
);
const accounts = fc.constantFrom('simulator', 'till-2');
const resolutions = fc.constantFrom('handed-over' as const, 'not-delivered' as const);
const strangeSlots = fc.constantFrom(after(slot(0), 1), after(slot(0), 30 * 1_440));
export const ticketOf = (orderId: string) => `tick of ${orderId}`;

const sales: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(orderIds, slots, lines, whoHolds).map(args => holdFor(...args)) },
  { weight: 3, arbitrary: fc.tuple(orderIds, lines).map(args => confirmFor(...args)) },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.confirm({ orderId, total: 1 })) },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.confirm({ orderId, currency: 'EUR' })) },
  {
    weight: 1,
    arbitrary: fc.tuple(orderIds, strangeSlots).map(([orderId, to]) => commands.hold({ orderId, slot: to })),
  },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.hold({ orderId, plan: plan({ slots: 0 }) })) },
  { weight: 2, arbitrary: orderIds.map(orderId => commands.release({ orderId })) },
  { weight: 3, arbitrary: orderIds.map(orderId => commands.renew({ orderId })) },
  { weight: 2, arbitrary: orderIds.map(commands.expire) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(orderIds, fc.boolean())
      .map(([orderId, asStorefront]) => commands.cancel({ orderId, asStorefront })),
  },
  { weight: 1, arbitrary: orderIds.map(commands.told) },
  {
    weight: 3,
    arbitrary: fc.tuple(orderIds, slots).map(([orderId, toSlot]) => commands.move({ orderId, toSlot })),
  },
  {
    weight: 1,
    arbitrary: orderIds.map(orderId => commands.move({ orderId, toSlot: after(slot(0), 1_440) })),
  },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.forget({ orderId })) },
);

const deliveries: fc.Arbitrary<OrderCommand> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(orderIds, accounts, epochs)
      .map(([orderId, account, epoch]) => commands.startDelivery({ orderId, account, epoch })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(orderIds, attempts, epochs, resends)
      .map(([orderId, attempt, epoch, sendBy]) =>
        commands.resendDelivery({ orderId, attempt, epoch, sendBy }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(outcomes, orderIds, attempts)
      .map(([result, orderId, attempt]) => commands.recordDelivery(result, { orderId, attempt })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        orderIds,
        fc.constantFrom('gave-up', 'key-missing', 'cannot-void', 'cancellation-untold' as const),
      )
      .map(([orderId, cause]) => commands.escalate({ orderId, cause })),
  },
  { weight: 1, arbitrary: orderIds.map(orderId => commands.redeliver({ orderId })) },
  {
    weight: 1,
    arbitrary: fc.tuple(orderIds, resolutions).map(([orderId, as]) => commands.resolve({ orderId, as })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(orderIds, epochs).map(([orderId, epoch]) => commands.startVoid({ orderId, epoch })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(voidOutcomes, orderIds, attempts)
      .map(([result, orderId, attempt]) => commands.recordVoid(result, { orderId, attempt })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(accounts, epochs)
      .map(([account, epoch]) => commands.takeOwnership({ account, epoch })),
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

const bringOns: fc.Arbitrary<BringOn> = fc.record({
  kind: fc.constant('bring-on' as const),
  orderId: orderIds,
  slot: slots,
  outcome: fc.oneof(outcomes, fc.constant(commands.outcomes.accepted)),
  voided: voidOutcomes,
  way: small(5),
});

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 40, arbitrary: bringOns },
  {
    weight: 28,
    arbitrary: fc.oneof(sales, deliveries).map(command => ({ kind: 'command' as const, command })),
  },
  { weight: 4, arbitrary: changes.map(change => ({ kind: 'carry-in' as const, change })) },
  { weight: 1, arbitrary: small(1).map(behind => ({ kind: 'close' as const, behind })) },
  { weight: 7, arbitrary: small(30).map(back => ({ kind: 'again' as const, back })) },
);

const besideMs = fc.constantFrom(-1, 0, 1);
const aLittle: fc.Arbitrary<Advance> = fc
  .constantFrom(0, 0, 1, 999, 60_000, 240_000, -5_000)
  .map(ms => ({ kind: 'by' as const, ms }));

const moves: fc.Arbitrary<Move> = fc.record({
  advance: fc.oneof(
    { weight: 12, arbitrary: aLittle },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('to-boundary' as const), pick: small(2), besideMs }),
    },
  ),
  act: acts,
});

/** How a day ends: what is left of its orders is brought on, its books are closed, and late facts come in. */
const endings: fc.Arbitrary<readonly Move[]> = fc
  .record({
    advance: besideMs.map(ms => ({ kind: 'to-the-end' as const, besideMs: ms })),
    left: fc.array(bringOns, { minLength: 20, maxLength: 30 }),
    late: fc.array(moves, { maxLength: 20, size: 'max' }),
  })
  .map(({ advance, left, late }) => {
    const still = { kind: 'by' as const, ms: 0 };
    return [
      { advance, act: { kind: 'close' as const, behind: 1 } },
      ...left.map(act => ({ advance: still, act })),
      { advance: { kind: 'by' as const, ms: 1 }, act: { kind: 'close' as const, behind: 0 } },
      ...late,
    ];
  });

/** Histories that begin an hour before the first slot at the latest, and may last until the day is closed and beyond. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    plan: plans,
    startsAt: fc.constantFrom(MORNING, before(slot(0), 60)),
    moves: fc.array(moves, { minLength: 1, maxLength: 80, size: 'max' }),
    ending: fc.option(endings, { nil: [], freq: 2 }),
  })
  .map(({ ending, ...history }) => ({ ...history, moves: [...history.moves, ...ending] }));
